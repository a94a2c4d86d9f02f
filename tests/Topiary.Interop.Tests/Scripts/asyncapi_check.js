// Checks an AsyncAPI document. Usage: asyncapi_check.js DOCUMENT [FOLDER]
// Prints "valid" when the official JSON Schema of AsyncAPI accepts it and every reference leads somewhere, else what is wrong.
// With a FOLDER of recorded messages (*.jsonl: topic, payload) it prints for each whether the schema of its channel accepts it.
'use strict'
const fs = require('fs')
const path = require('path')
const Ajv = require('ajv')
const addFormats = require('ajv-formats')

const [file, folder] = process.argv.slice(2)
const document = JSON.parse(fs.readFileSync(file, 'utf8'))
const create = () => addFormats(new Ajv({ strict: false, allErrors: true }))
const errorsOf = validate => validate.errors.slice(0, 10).map(error => `${error.instancePath} ${error.message}`).join('; ')

function checkDocument () {
  const validate = create().compile(require(`@asyncapi/specs/schemas/${document.asyncapi}-without-$id.json`))
  if (!validate(document)) {
    return errorsOf(validate)
  }

  const resolve = pointer => pointer.slice(2).split('/')
    .reduce((at, part) => at && at[part.replace(/~1/g, '/').replace(/~0/g, '~')], document)
  const visit = (node, place) => {
    if (node === null || typeof node !== 'object') {
      return []
    }

    const dangling = typeof node.$ref === 'string' && resolve(node.$ref) === undefined ? [`${place} refers to ${node.$ref}, which is not there`] : []
    return Object.entries(node).reduce((all, [name, value]) => all.concat(visit(value, `${place}/${name}`)), dangling)
  }
  const parameters = Object.entries(document.channels || {}).flatMap(([name, channel]) => {
    const named = (channel.address || '').match(/\{[^}]*\}/g) || []
    const declared = Object.keys(channel.parameters || {}).map(parameter => `{${parameter}}`)
    return named.join() === declared.join() ? [] : [`${name} has parameters ${declared} for the address ${channel.address}`]
  })
  return [...visit(document, '#'), ...parameters].join('; ')
}

// The channel of a topic: of several, that with the most text in its address.
function channelOf (topic) {
  const levels = topic.split('/')
  const fits = (channel, address) => {
    const rest = name => ((channel.parameters || {})[name.slice(1, -1)] || {})['x-topiary-rest']
    const last = address[address.length - 1]
    const same = /^\{/.test(last) && rest(last) ? levels.length >= address.length : levels.length === address.length
    return same && address.every((level, i) => /^\{/.test(level) || level === levels[i])
  }
  const found = Object.entries(document.channels)
    .filter(([, channel]) => channel.address && fits(channel, channel.address.split('/')))
    .sort(([, a], [, b]) => b.address.replace(/\{[^}]*\}/g, '').length - a.address.replace(/\{[^}]*\}/g, '').length)
  return found.length > 0 ? found[0][0] : undefined
}

// What a schema is asked about: a JSON document, or the value that a text stands for.
function values (message, payload) {
  const parse = () => { try { return [JSON.parse(payload)] } catch { return [] } }
  return message.contentType === 'application/json' ? parse() : [...parse(), payload]
}

function checkMessages () {
  const ajv = create()
  ajv.addSchema(document, 'document')
  const counts = { accepted: 0, unchecked: 0, refused: 0, unknown: 0 }
  for (const name of fs.readdirSync(folder).filter(name => name.endsWith('.jsonl')).sort()) {
    for (const line of fs.readFileSync(path.join(folder, name), 'utf8').split('\n').filter(Boolean)) {
      const { topic, payload } = JSON.parse(line)
      const channel = channelOf(topic)
      const message = channel && document.channels[channel].messages.message
      if (!message) {
        counts.unknown++
        console.log(`unknown ${topic}`)
      } else if (message.payload === undefined || payload === '') {
        counts.unchecked++
      } else {
        const validate = ajv.compile({ $ref: `document#/channels/${channel}/messages/message/payload` })
        const accepted = values(message, payload).some(value => validate(value))
        counts[accepted ? 'accepted' : 'refused']++
        if (!accepted) {
          console.log(`refused ${topic} (${channel}) ${payload.slice(0, 200)}: ${validate.errors ? errorsOf(validate) : 'no JSON'}`)
        }
      }
    }
  }

  console.log(JSON.stringify(counts))
}

const problem = checkDocument()
console.log(problem ? `invalid: ${problem}` : 'valid')
if (folder) {
  checkMessages()
}
