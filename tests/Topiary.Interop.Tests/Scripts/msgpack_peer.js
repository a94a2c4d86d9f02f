// npm @msgpack/msgpack as a peer. Usage: msgpack_peer.js describe HEX... | encode JSON... | echo HEX...
// Prints a line for each argument; see msgpack_peer.py for how values are written.
'use strict'
const msgpack = require('@msgpack/msgpack')

class Time { constructor (seconds, nanoseconds) { this.seconds = seconds; this.nanoseconds = nanoseconds } }

const extensionCodec = new msgpack.ExtensionCodec()
extensionCodec.register({
  type: msgpack.EXT_TIMESTAMP,
  encode: value => value instanceof Time ? msgpack.encodeTimeSpecToTimestamp({ sec: value.seconds, nsec: value.nanoseconds }) : null,
  decode: data => { const time = msgpack.decodeTimestampToTimeSpec(data); return new Time(time.sec, time.nsec) },
})
const options = { extensionCodec, useBigInt64: true }
const hex = bytes => Buffer.from(bytes).toString('hex').toUpperCase()
const decode = text => msgpack.decode(Buffer.from(text, 'hex'), options)
const encode = value => hex(msgpack.encode(value, options))

const describe = value => {
  if (value === null) return 'nil'
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value !== 'object') return String(value)
  if (value instanceof Uint8Array) return `h'${hex(value)}'`
  if (value instanceof Time) return `t(${value.seconds}, ${value.nanoseconds})`
  if (Array.isArray(value)) return `[${value.map(describe).join(', ')}]`
  return `{${Object.entries(value).map(([key, item]) => `${describe(key)}: ${describe(item)}`).join(', ')}}`
}

const valueOf = data => {
  if (Array.isArray(data)) return data.map(valueOf)
  if (data === null || typeof data !== 'object') return data
  const [[kind, content]] = Object.entries(data)
  if (kind === 'b') return Buffer.from(content, 'hex')
  if (kind === 't') return new Time(...content)
  if (kind === 'i') return BigInt(content)
  return Object.fromEntries(content.map(([key, item]) => [key, valueOf(item)]))
}

const [task, ...args] = process.argv.slice(2)
const tasks = { describe: text => describe(decode(text)), encode: text => encode(valueOf(JSON.parse(text))), echo: text => encode(decode(text)) }
for (const argument of args) console.log(tasks[task](argument))
