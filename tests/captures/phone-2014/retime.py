#!/usr/bin/env python3
"""Moves whole scenes of a recording to their time in the story.

retime.py SCENES RECORDING RESULT

SCENES: a line per scene, "<real time of its beginning> <story time>", both in seconds since 1970, in
order. A frame keeps its distance from the beginning of its scene, to the microsecond. Frames
before the first scene are left out. Fails if a scene would run into the next one, or if one but the
last has no frame: then the recording is not whole.
RECORDING: classic pcap, little-endian, microseconds, as tcpdump writes it on most machines.
"""
import struct
import sys
from decimal import Decimal

scenes_file, recording, result = sys.argv[1:]
with open(scenes_file) as file:
  scenes = [tuple(int(Decimal(word) * 1_000_000) for word in line.split()) for line in file]
with open(recording, 'rb') as file:
  data = file.read()
if data[:4] != b'\xd4\xc3\xb2\xa1':
  sys.exit('retime.py: not a little-endian pcap file with microseconds')

frames, at = [], 24
while at < len(data):
  seconds, micros, captured, length = struct.unpack_from('<4I', data, at)
  frames.append((seconds * 1_000_000 + micros, length, data[at + 16:at + 16 + captured]))
  at += 16 + captured
frames.sort(key=lambda frame: frame[0])   # neighbours may be handed in the wrong way round

out, scene, last, recorded = [data[:24]], -1, 0, set()
for real, length, frame in frames:
  while scene + 1 < len(scenes) and scenes[scene + 1][0] <= real:
    scene += 1
  if scene < 0:
    continue
  began, story = scenes[scene]
  when = story + real - began
  if when < last:
    sys.exit(f'retime.py: scene {scene} begins before the one before it ends')
  last = when
  recorded.add(scene)
  out += [struct.pack('<4I', when // 1_000_000, when % 1_000_000, len(frame), length), frame]
for missing in set(range(len(scenes) - 1)) - recorded:
  sys.exit(f'retime.py: no frame of scene {missing}')
with open(result, 'wb') as file:
  file.write(b''.join(out))
