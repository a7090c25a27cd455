#!/bin/sh
# Installs @PROGRAM@ @VERSION@ for the current user: one executable, its manual page, and completions. It asks for no other rights, and
# writes only what it lists. The sums of the archives are in this file: if you trust it, any place may serve them.
set -eu

program='@PROGRAM@'
version='@VERSION@'
package='@PACKAGE@'
sums='@SUMS@'

usage() {
	cat <<END
sh install.sh [--from FOLDER|URL] [--dir FOLDER]

  --from   where the files of the release are (default: next to this script)
  --dir    where to put $program (default: ~/.local/bin)

Needs Linux with glibc; tar, gzip, and sha256sum, shasum or openssl; curl or wget for a URL.
END
}

fail() {
	printf 'install.sh: %s\n' "$1" >&2
	exit "${2:-1}"
}

has() { command -v "$1" >/dev/null 2>&1; }

# Not `ldd --version`: with musl it fails, and it may be missing. A system with glibc may have musl too, to build with.
uses_musl() { ls /lib/ld-musl-*.so.1 >/dev/null 2>&1 && ! ls /lib*/ld-linux*.so.* >/dev/null 2>&1; }

check_system() {
	[ "$(uname -s)" = Linux ] || fail "there is an executable for Linux only, this is $(uname -s). With Node 20.19 or newer: npm install --global $package"
	case $(uname -m) in
		x86_64 | amd64) cpu=x64 ;;
		aarch64 | arm64) cpu=arm64 ;;
		*) cpu=$(uname -m) ;;
	esac
	if uses_musl; then
		fail "this system uses musl (Alpine); the executable needs glibc and cannot run here. Either: apk add nodejs npm && npm install --global $package; or run the container image"
	fi
	archive=$program-$version-linux-$cpu.tar.gz
	wanted=$(printf '%s\n' "$sums" | sed -n "s/^\([0-9a-f]\{64\}\)  $archive\$/\1/p")
	[ -n "$wanted" ] || fail "this release has no executable for $cpu. With Node 20.19 or newer: npm install --global $package"
}

fetch() {
	case $from in
		http://* | https://*)
			if has curl; then
				curl -fsSL -o "$2" "$from/$1" || fail "cannot download $from/$1"
			elif has wget; then
				wget -q -O "$2" "$from/$1" || fail "cannot download $from/$1"
			else
				fail 'neither curl nor wget is installed'
			fi
			;;
		*) cp "$from/$1" "$2" 2>/dev/null || fail "there is no $from/$1. Name the folder or URL of the release with --from" ;;
	esac
}

sum_of() {
	if has sha256sum; then
		sha256sum "$1" | cut -d ' ' -f 1
	elif has shasum; then
		shasum -a 256 "$1" | cut -d ' ' -f 1
	elif has openssl; then
		openssl dgst -sha256 -r "$1" | cut -d ' ' -f 1
	else
		fail 'cannot check the sum: none of sha256sum, shasum and openssl is installed'
	fi
}

# So that no name begins with a hyphen, and what is listed can be found again.
absolute() {
	case $1 in
		/*) printf '%s\n' "$1" ;;
		*) printf '%s\n' "$PWD/$1" ;;
	esac
}

cannot_write() { fail "cannot write $1. Choose another folder with --dir, or run this as a user who may write there"; }

# Writes next to the old file, so that a running program is not damaged: in a new folder that only this user can enter, since others may write
# where it is put, and would leave a link at a name that they can guess.
stage() {
	[ ! -d "$2" ] || fail "$2 is a folder, not a program: choose another folder with --dir"
	mkdir -p "$(dirname "$2")" 2>/dev/null || cannot_write "$2"
	staging=$(mktemp -d "$(dirname "$2")/.$program.XXXXXXXXXX" 2>/dev/null) || cannot_write "$2"
	staged=$staging/new
	cp "$1" "$staged" 2>/dev/null && chmod "$3" "$staged" || cannot_write "$2"
}

# In the place of what is there, a link too.
unstage() {
	mv -f "$staged" "$1" || cannot_write "$1"
	rmdir "$staging"
	staging=
}

put() {
	stage "$1" "$2" "$3"
	unstage "$2"
	printf '  %s\n' "$2"
}

main() {
	case $0 in
		*/*) from=$(dirname "$0") ;;
		*) from=. ;;
	esac
	dir=
	while [ $# -gt 0 ]; do
		case $1 in
			--from | --dir)
				[ $# -ge 2 ] && [ -n "$2" ] || fail "$1 needs a value" 2
				if [ "$1" = --from ]; then from=${2%/}; else dir=$2; fi
				shift 2
				;;
			--help | -h)
				usage
				exit 0
				;;
			*) fail "unknown option $1; --help lists the options" 2 ;;
		esac
	done
	if [ -z "$dir" ]; then
		[ -n "${HOME:-}" ] || fail 'HOME is not set: name a folder with --dir' 2
		dir=$HOME/.local/bin
	fi
	dir=$(absolute "$dir")
	[ "$dir" = / ] || dir=${dir%/}
	check_system

	printf '%s %s: takes %s from %s, checks its SHA-256, and installs into %s.\n' "$program" "$version" "$archive" "$from" "$dir"
	# In two steps, so that a failure of the first ends this.
	work=$(mktemp -d)
	work=$(absolute "$work")
	staging=
	trap 'rm -rf "$work" ${staging:+"$staging"}' EXIT
	trap 'exit 130' INT TERM HUP
	fetch "$archive" "$work/archive"
	found=$(sum_of "$work/archive")
	[ "$found" = "$wanted" ] || fail "wrong sum: $archive has SHA-256 $found, not $wanted. Nothing was installed"
	printf 'The sum is right: %s\n' "$found"
	tar -xzf "$work/archive" -C "$work" || fail 'cannot unpack the archive. Nothing was installed'
	unpacked=$work/${archive%.tar.gz}
	# Started where it will be: programs in the folder for temporary files may not be allowed to run.
	stage "$unpacked/$program" "$dir/$program" 755
	says=$("$staged" --version 2>&1) || fail "the executable does not start here, and nothing was installed: $says"

	echo 'Writes:'
	unstage "$dir/$program"
	printf '  %s\n' "$dir/$program"
	case $dir in
		/bin) ;;
		*/bin)
			share=${dir%/bin}/share
			put "$unpacked/$program.1" "$share/man/man1/$program.1" 644
			put "$unpacked/$program.bash" "$share/bash-completion/completions/$program" 644
			put "$unpacked/_$program" "$share/zsh/site-functions/_$program" 644
			put "$unpacked/$program.fish" "$share/fish/vendor_completions.d/$program.fish" 644
			put "$unpacked/LICENSE" "$share/doc/$program/LICENSE" 644
			put "$unpacked/THIRD-PARTY-LICENSES.txt" "$share/doc/$program/THIRD-PARTY-LICENSES.txt" 644
			;;
	esac
	printf '%s is installed. ' "$says"
	case ":$PATH:" in
		*":$dir:"*)
			first=$(command -v "$program" || true)
			[ "$first" = "$dir/$program" ] || printf 'But %s comes first on the PATH. ' "$first"
			;;
		*) printf '%s is not on the PATH: run %s/%s, or add it. ' "$dir" "$dir" "$program" ;;
	esac
	echo "To remove it, delete these files. First: $program doctor"
}

# Only now, so that half a download runs nothing.
main "$@"
