#!/usr/bin/env python3
"""The web servers of all names at once: HTTP on port 80, HTTPS on 443, IPv4 and IPv6.

web-server.py SITE CERTIFICATES

GET answers the file SITE/<Host>/<path>. POST and PUT read the body and answer that it was taken.
The certificate is CERTIFICATES/<server name>.pem with its .key. No answer carries a date.
"""
import http.server
import pathlib
import socket
import ssl
import sys
import threading

SITE, CERTIFICATES = map(pathlib.Path, sys.argv[1:])


class Handler(http.server.BaseHTTPRequestHandler):
  protocol_version = 'HTTP/1.1'
  timeout = 20

  def answer(self, status, kind, body):
    self.send_response_only(status)
    self.send_header('Content-Type', kind)
    self.send_header('Content-Length', str(len(body)))
    self.end_headers()
    self.wfile.write(body)

  def do_GET(self):
    file = (SITE / self.headers.get('Host', '') / self.path.lstrip('/')).resolve()
    if SITE.resolve() in file.parents and file.is_file():
      self.answer(200, 'text/html' if file.suffix == '.html' else 'application/octet-stream', file.read_bytes())
    else:
      self.answer(404, 'text/plain', b'not here\n')

  def take(self):
    self.rfile.read(int(self.headers.get('Content-Length', 0)))
    self.answer(200, 'application/json', b'{"result":"ok"}\n')

  do_POST = do_PUT = take


class Server(http.server.ThreadingHTTPServer):
  address_family = socket.AF_INET6   # a socket on :: takes IPv4 as well

  def server_bind(self):
    self.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
    super().server_bind()

  def handle_error(self, request, client_address):
    print(client_address[0], sys.exc_info()[1], file=sys.stderr)


def tls_context():
  contexts = {}
  for certificate in CERTIFICATES.glob('*.example.pem'):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, certificate.with_suffix('.key'))
    contexts[certificate.stem] = context

  def choose(connection, name, _):
    if name not in contexts:
      return ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME
    connection.context = contexts[name]
    return None

  default = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
  default.sni_callback = choose
  return default


plain = Server(('::', 80), Handler)
secure = Server(('::', 443), Handler)
secure.socket = tls_context().wrap_socket(secure.socket, server_side=True, do_handshake_on_connect=False)
threading.Thread(target=plain.serve_forever, daemon=True).start()
secure.serve_forever()
