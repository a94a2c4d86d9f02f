"""Paho for Python as a peer. Usage: paho_peer.py PORT VERSION(3|4|5) ROLE...

sub FILTER QOS COUNT      prints "ready", then one JSON line a message, and ends after COUNT messages
pub TOPIC QOS RETAIN TEXT publishes, waits for the acknowledgement and ends
will TOPIC TEXT           connects with a will, prints "ready" and dies without a DISCONNECT
respond TOPIC             answers one request with its payload reversed
The environment may name another way: TOPIARY_SCHEME=mqtts, ws or wss, and TOPIARY_AUTHORITY, a PEM file.

resume ID TOPIC TEXT...   subscribes with a lasting session, leaves, publishes meanwhile, and prints what waited
"""
import json
import os
import sys
import threading

import paho.mqtt.client as mqtt
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

port, version, role, arguments = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4:]


def say(text):
    # One write: messages come on a thread of their own.
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


scheme = os.environ.get("TOPIARY_SCHEME", "tcp")


def client(client_id="", clean=True):
    transport = "websockets" if scheme in ("ws", "wss") else "tcp"
    if version == 5:
        made = mqtt.Client(client_id, protocol=mqtt.MQTTv5, transport=transport)
    else:
        made = mqtt.Client(client_id, clean_session=clean, protocol=version, transport=transport)
    if scheme in ("mqtts", "wss"):
        made.tls_set(os.environ["TOPIARY_AUTHORITY"])
    return made


def describe(message):
    line = {"topic": message.topic, "payload": message.payload.decode(), "qos": message.qos, "retain": bool(message.retain)}
    if version == 5 and message.properties is not None:
        found = message.properties
        for name in ("ContentType", "ResponseTopic", "MessageExpiryInterval", "PayloadFormatIndicator", "SubscriptionIdentifier", "UserProperty"):
            if hasattr(found, name):
                line[name] = getattr(found, name)
        if hasattr(found, "CorrelationData"):
            line["CorrelationData"] = found.CorrelationData.decode()
    return json.dumps(line, sort_keys=True)


def connect(c, **options):
    connected = threading.Event()
    c.on_connect = lambda *_: connected.set()
    c.connect("127.0.0.1", port, 30, **options)
    c.loop_start()
    if not connected.wait(10):
        sys.exit("not connected")


def wait_for(info):
    info.wait_for_publish(10)
    if not info.is_published():
        sys.exit("not acknowledged")


def subscribe(c, topic, qos):
    done = threading.Event()
    c.on_subscribe = lambda *_: done.set()
    c.subscribe(topic, qos)
    if not done.wait(10):
        sys.exit("not subscribed")


def run_sub(topic, qos, count):
    c, left, finished = client(), [int(count)], threading.Event()

    def on_message(_client, _data, message):
        say(describe(message))
        left[0] -= 1
        if left[0] == 0:
            finished.set()

    c.on_message = on_message
    connect(c)
    subscribe(c, topic, int(qos))
    say("ready")
    if not finished.wait(15):
        sys.exit("messages missing")
    c.disconnect()


def run_pub(topic, qos, retain, text):
    c = client()
    connect(c)
    properties = None
    if version == 5:
        properties = Properties(PacketTypes.PUBLISH)
        properties.ContentType = "text/plain"
        properties.ResponseTopic = "answers/here"
        properties.CorrelationData = b"abc"
        properties.MessageExpiryInterval = 60
        properties.PayloadFormatIndicator = 1
        properties.UserProperty = [("first", "1"), ("second", "2"), ("first", "3")]
    wait_for(c.publish(topic, text, int(qos), retain == "1", properties))
    c.disconnect()


def run_will(topic, text):
    c = client()
    c.will_set(topic, text, 1, False)
    connect(c)
    say("ready")
    os._exit(0)


def run_respond(topic):
    c, finished = client(), threading.Event()

    def on_message(_client, _data, message):
        properties = Properties(PacketTypes.PUBLISH)
        properties.CorrelationData = message.properties.CorrelationData
        c.publish(message.properties.ResponseTopic, message.payload[::-1], 1, False, properties)
        finished.set()

    c.on_message = on_message
    connect(c)
    subscribe(c, topic, 1)
    say("ready")
    if not finished.wait(15):
        sys.exit("no request")
    c.loop_stop()
    c.disconnect()


def run_resume(client_id, topic, *texts):
    options = {}
    if version == 5:
        lasting = Properties(PacketTypes.CONNECT)
        lasting.SessionExpiryInterval = 300
        options = {"clean_start": False, "properties": lasting}
    first = client(client_id, clean=False)
    connect(first, **options)
    subscribe(first, topic, 2)
    first.disconnect()
    first.loop_stop()
    publisher = client()
    connect(publisher)
    for text in texts:
        wait_for(publisher.publish(topic, text, 2))
    publisher.disconnect()
    second, seen, finished = client(client_id, clean=False), [], threading.Event()

    def on_message(_client, _data, message):
        seen.append(message.payload.decode())
        if len(seen) == len(texts):
            finished.set()

    second.on_message = on_message
    connect(second, **options)
    if not finished.wait(15):
        sys.exit("messages missing: %r" % seen)
    say(json.dumps(seen))
    second.disconnect()


{"sub": run_sub, "pub": run_pub, "will": run_will, "respond": run_respond, "resume": run_resume}[role](*arguments)
