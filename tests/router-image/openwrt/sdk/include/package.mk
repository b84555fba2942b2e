define BuildPackage
all:
	$(Build/Prepare)
	$(Build/Compile)
	$(call Package/$(1)/install,$(OUTPUT))
	@echo version $(PKG_VERSION)-r$(PKG_RELEASE) source $(PKG_SOURCE_URL)$(PKG_SOURCE) hash $(PKG_HASH)
	@$(Package/$(1)/extra_provides)
endef
