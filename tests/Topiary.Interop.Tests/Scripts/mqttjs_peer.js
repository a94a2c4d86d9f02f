// MQTT.js as a peer. Usage: mqttjs_peer.js PORT VERSION(3|4|5) sub FILTER QOS COUNT | pub TOPIC QOS RETAIN TEXT | will TOPIC TEXT
// The environment may name another way: TOPIARY_SCHEME=mqtts, ws or wss, and TOPIARY_AUTHORITY, a PEM file.
'use strict'
const mqtt = require('mqtt')
const [port, version, role, ...args] = process.argv.slice(2)
const protocolVersion = Number(version)
const will = role === 'will' ? { topic: args[0], payload: args[1], qos: 1, retain: false } : undefined
const protocol = process.env.TOPIARY_SCHEME || 'mqtt'
const ca = process.env.TOPIARY_AUTHORITY && require('fs').readFileSync(process.env.TOPIARY_AUTHORITY)
const client = mqtt.connect({
  host: '127.0.0.1', port: Number(port), protocol, path: '/mqtt', ca, wsOptions: { ca }, protocolVersion, reconnectPeriod: 0, will,
  protocolId: protocolVersion === 3 ? 'MQIsdp' : 'MQTT',
})
const fail = error => { console.error(String(error)); process.exit(1) }
client.on('error', fail)
setTimeout(() => fail('timed out'), 15000).unref()

const roles = {
  sub (filter, qos, count) {
    let left = Number(count)
    client.on('message', (topic, payload, packet) => {
      const line = { topic, payload: payload.toString(), qos: packet.qos, retain: packet.retain }
      const found = packet.properties || {}
      for (const name of ['contentType', 'responseTopic', 'messageExpiryInterval', 'payloadFormatIndicator', 'userProperties', 'subscriptionIdentifier']) {
        if (found[name] !== undefined) line[name] = found[name]
      }
      if (found.correlationData) line.correlationData = found.correlationData.toString()
      console.log(JSON.stringify(line))
      if (--left === 0) client.end()
    })
    const options = { qos: Number(qos) }
    if (protocolVersion === 5) options.properties = { subscriptionIdentifier: 7 }
    client.subscribe(filter, options, error => error ? fail(error) : console.log('ready'))
  },
  pub (topic, qos, retain, text) {
    const options = { qos: Number(qos), retain: retain === '1' }
    if (protocolVersion === 5) {
      options.properties = {
        contentType: 'text/plain', responseTopic: 'answers/here', correlationData: Buffer.from('abc'), messageExpiryInterval: 60,
        payloadFormatIndicator: true, userProperties: { first: ['1', '3'], second: '2' },
      }
    }
    client.publish(topic, text, options, error => error ? fail(error) : client.end())
  },
  will () {
    console.log('ready')
    setImmediate(() => process.exit(0))
  },
}
client.on('connect', () => roles[role](...args))
