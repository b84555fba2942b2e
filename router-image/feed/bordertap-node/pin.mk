# The Node.js that bordertap-node holds. Written by `npm run pin`, never by hand: it fetches the publisher's list of
# versions and of SHA-256. Empty: nobody has run it yet, and nothing is built.
NODE_VERSION:=
NODE_SHA256_x86_64:=
NODE_SHA256_aarch64:=
