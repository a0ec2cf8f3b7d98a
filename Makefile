# microhttpd: `make help` lists the targets. Results are in out/.
# HOST=node,native,… and F=word,word pick tests. TARGET=linux-x64, linux-arm64 or linux-armv7 is what
# native, pkg and install make; CC= and CFLAGS= name another C compiler for it. PROFILE=files, cgi or
# full (the usual one) is what all and native build, SIZES=small or default how much memory it takes.

TOOLS := node_modules/.bin
INSTALLED := node_modules/.package-lock.json
ARCHITECTURE := $(shell uname -m | sed 's/x86_64/x64/; s/aarch64/arm64/; s/armv[78].*/armv7/')
PROFILE := full
SIZES := default
SUFFIX := $(if $(filter-out full,$(PROFILE)),-$(PROFILE))$(if $(filter-out default,$(SIZES)),-$(SIZES))
BUNDLE := out/microhttpd$(SUFFIX).cjs
TARGET := linux-$(ARCHITECTURE)
NATIVE := out/$(TARGET)$(SUFFIX)/microhttpd
PACKED := out/$(TARGET)/microhttpd-node

TARGETED := $(wildcard build/cross-*.mjs targets/$(TARGET)/target.mjs)
PORTABLE := $(shell find src/wire src/seam src/core src/config src/handler src/server -name '*.ts') src/portable.d.ts
NODE_HOST := $(shell find src/host/node -name '*.ts')
NATIVE_HOST := $(wildcard src/host/native/*)
NATIVE_BUILD := $(patsubst %,build/%.mjs,native generate-c compile-core literals seam-header \
  assertions one-core profiles static-image cross-musl)
STYLED := src test build targets tsconfig.json package.json
STYLE := $(TOOLS)/biome check --config-path=build/style.jsonc --error-on-warnings

.PHONY: all sizes native sanitize pkg release install run test fuzz fuzz-native bench bench-memory bench-instructions conform filesystems tables format clean help
.PHONY: check check-types check-rules check-portable check-layers check-tidy check-style check-bundle check-tables

all: $(BUNDLE) ## The server for Node.js: out/microhttpd.cjs (what plain `make` makes).

native: $(NATIVE) ## The server as one static program: out/TARGET/microhttpd.

sanitize: $(INSTALLED) ## The same with ASan and UBSan, for HOST=sanitize: out/TARGET-sanitize/microhttpd.
	node build/native.mjs --target $(TARGET) --sanitize

pkg: $(PACKED) ## The server and Node.js as one program: out/TARGET/microhttpd-node.

release: $(INSTALLED) ## All programs for all targets, and their checksums: out/release/.
	node build/release.mjs

# A program that is there is installed as it is: a board has no npm.
install: $(if $(wildcard $(NATIVE)),,$(NATIVE)) ## Program, init script, sample configuration below DESTDIR; PREFIX is /usr.
	build/install.sh $(TARGET) "$(DESTDIR)" "$(PREFIX)"

run: $(BUNDLE) ## Serves targets/demo with scripts at http://localhost:8000/.
	node $(BUNDLE) --home targets/demo --cgi --script '*.sse:/bin/sh at-once=20' 8000

test: $(INSTALLED) ## All tests against every build that this machine can make; see HOST and F.
	node build/test.mjs

fuzz: $(INSTALLED) ## Random requests, files, failures: both cores alike? See SECONDS, SEED, FILE.
	node --enable-source-maps build/fuzz.mjs

fuzz-native: $(INSTALLED) ## The native server by coverage (needs clang). See SECONDS, SEED, FILE, MERGE, ARGS.
	node build/fuzz-native.mjs

bench: $(INSTALLED) $(BUNDLE) $(NATIVE) ## What requests cost, beside other servers; see ONLY, ROUNDS, DURATION.
	node test/bench/bench.mjs

bench-memory: $(INSTALLED) $(BUNDLE) $(NATIVE) ## What it holds in memory, beside other servers; see ONLY.
	node test/bench/memory.mjs

bench-instructions: $(INSTALLED) $(NATIVE) ## Instructions per request, beside lighttpd and nginx; see ONLY, CHECK.
	node test/bench/instructions.mjs

sizes: $(INSTALLED) ## What each PROFILE's and SIZES' program is in octets, and holds in memory.
	node build/sizes.mjs

conform: $(INSTALLED) $(BUNDLE) $(NATIVE) ## What the rules say beside what other servers answer; see ONLY.
	node build/conform.mjs

filesystems: $(INSTALLED) $(NATIVE) ## Names on FAT, exFAT, casefold, in a virtual machine (Debian, x86-64); see KERNEL.
	node test/filesystems/filesystems.mjs

check: check-types check-rules check-style check-bundle check-tables native ## Types, rules, style, C warnings.

check-types: $(INSTALLED) # Twice: the portable part without Node's names, then everything.
	$(TOOLS)/tsc -p src
	$(TOOLS)/tsc -p .

check-rules: check-portable check-layers check-tidy
check-portable check-layers check-tidy: $(INSTALLED)
	node build/$@.mjs

check-style: $(INSTALLED)
	$(STYLE) $(STYLED) || (echo '`make format` repairs most of this' && false)

check-bundle: $(INSTALLED) # The portable part needs no platform.
	node build/bundle.mjs --check

check-tables: $(BUNDLE) # README.md has what the source says.
	node build/tables.mjs --check

tables: $(BUNDLE) ## Writes the options and the refusals into README.md.
	node build/tables.mjs

format: $(INSTALLED) ## Rewrites TypeScript and JavaScript in the project's style.
	$(STYLE) --write $(STYLED)

clean: ## Removes out/.
	rm -rf out

help: ## This list.
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1\t\2/p' Makefile | expand -t 14

# npm ci empties what a link points at: another clone's folder. Whatever needs node_modules is refused.
.PHONY: own-modules
own-modules:
	@test ! -L node_modules || { echo "node_modules is a symbolic link to $$(readlink node_modules):" \
	  'npm ci would empty that folder. Remove the link: make installs what it needs.' >&2; exit 2; }

$(INSTALLED): package-lock.json | own-modules
	npm ci --no-audit --no-fund
	touch $@

$(BUNDLE): $(INSTALLED) package.json build/bundle.mjs build/profiles.mjs $(PORTABLE) $(NODE_HOST)
	node build/bundle.mjs $(PROFILE) $(SIZES)

# Another compiler than last time: make cannot see that, so it is always compiled.
$(NATIVE): $(if $(filter default undefined,$(origin CC)),,always)
$(NATIVE): $(INSTALLED) $(NATIVE_BUILD) $(PORTABLE) $(NATIVE_HOST)
	node build/native.mjs --target $(TARGET) --profile $(PROFILE) --sizes $(SIZES)

$(PACKED): $(if $(PKG_DOWNLOAD),always)
$(PACKED): $(BUNDLE) $(wildcard build/pkg*.mjs) $(TARGETED)
	node build/pkg.mjs --target $(TARGET)

.PHONY: always
always:
