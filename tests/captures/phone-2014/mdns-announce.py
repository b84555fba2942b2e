#!/usr/bin/env python3
"""Announces a host and its HTTP service by multicast DNS (RFC 6762), twice, one second apart.

mdns-announce.py LAN NAME       LAN is the first three octets of the sender's address
"""
import socket
import struct
import subprocess
import sys
import time

lan, host = sys.argv[1:]
listing = subprocess.run(['ip', '-4', '-o', 'addr'], capture_output=True, check=True, text=True).stdout
address = next(word.split('/')[0] for word in listing.split() if word.startswith(lan + '.') and '/' in word)


def name(text):
  return b''.join(bytes([len(label)]) + label.encode() for label in text.split('.')) + b'\0'


def record(owner, kind, seconds, data, unique=True):
  return name(owner) + struct.pack('!HHIH', kind, 0x8001 if unique else 1, seconds, len(data)) + data


service, instance, local = '_http._tcp.local', f'{host}._http._tcp.local', f'{host}.local'
answers = [
  record(local, 1, 120, socket.inet_aton(address)),
  record(service, 12, 4500, name(instance), unique=False),
  record(instance, 33, 120, struct.pack('!HHH', 0, 0, 80) + name(local)),
  record(instance, 16, 4500, b'\x09model=any'),
]
message = struct.pack('!6H', 0, 0x8400, 0, len(answers), 0, 0) + b''.join(answers)
sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sender.bind((address, 5353))
sender.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, 255)
sender.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(address))
for pause in (1, 0):
  sender.sendto(message, ('224.0.0.251', 5353))
  time.sleep(pause)
