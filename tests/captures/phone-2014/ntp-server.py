#!/usr/bin/env python3
"""Answers NTP queries on UDP port 123 (RFC 5905, server mode) with this machine's own clock.

ntp-server.py ADDRESS
"""
import socket
import struct
import sys
import time

UNIX_IN_NTP = 2208988800   # seconds from 1900 to 1970

server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.bind((sys.argv[1], 123))
while True:
  query, client = server.recvfrom(512)
  if len(query) < 48:
    continue
  now = struct.pack('!Q', int((time.time() + UNIX_IN_NTP) * 2**32))
  # Version 4, mode 4; stratum 1; poll 6; precision 2^-20 s; no root delay, 1/65536 s dispersion.
  head = struct.pack('!BBbbII4s', 0x24, 1, 6, -20, 0, 1, b'LOCL')
  server.sendto(head + now + query[40:48] + now + now, client)
