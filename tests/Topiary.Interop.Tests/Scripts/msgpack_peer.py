# Debian's python3-msgpack as a peer. Usage: msgpack_peer.py describe HEX... | encode JSON... | echo HEX...
# Prints a line for each argument: what it decodes to, the bytes of a value, or the bytes of what it decodes to.
# A value in JSON is itself; {"b": HEX} is binary, {"t": [seconds, nanoseconds]} a timestamp, {"i": DIGITS} an integer, {"m": [[key, value]...]} a map.
import json
import sys
import msgpack

def decode(text):
    return msgpack.unpackb(bytes.fromhex(text), raw=False, strict_map_key=False, timestamp=0)

def encode(value):
    return msgpack.packb(value, use_bin_type=True).hex().upper()

def describe(value):
    if value is None:
        return 'nil'
    if isinstance(value, bool):
        return 'true' if value else 'false'
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, bytes):
        return "h'" + value.hex().upper() + "'"
    if isinstance(value, list):
        return '[' + ', '.join(describe(item) for item in value) + ']'
    if isinstance(value, msgpack.Timestamp):
        return f't({value.seconds}, {value.nanoseconds})'
    return '{' + ', '.join(f'{describe(key)}: {describe(item)}' for key, item in value.items()) + '}'

def value_of(data):
    if isinstance(data, list):
        return [value_of(item) for item in data]
    if not isinstance(data, dict):
        return data
    kind, content = next(iter(data.items()))
    if kind == 'b':
        return bytes.fromhex(content)
    if kind == 't':
        return msgpack.Timestamp(*content)
    if kind == 'i':
        return int(content)
    return {key: value_of(item) for key, item in content}

task, *arguments = sys.argv[1:]
for argument in arguments:
    if task == 'describe':
        print(describe(decode(argument)))
    elif task == 'encode':
        print(encode(value_of(json.loads(argument))))
    else:
        print(encode(decode(argument)))
