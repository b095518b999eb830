# Aliases of the npm scripts.
.PHONY: setup demo test docs bench
setup demo test docs bench:
	@npm run --silent $@
