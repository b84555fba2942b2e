# What our Makefiles need of an SDK: ARCH and OUTPUT come from the command line.
INCLUDE_DIR:=$(TOPDIR)/include
BUILD_DIR:=$(OUTPUT)
CP:=cp -fpR
INSTALL_DIR:=install -d -m0755
INSTALL_BIN:=install -m0755
INSTALL_DATA:=install -m0644
LN:=ln -sf
