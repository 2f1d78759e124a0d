# Sourced by the other scripts: how to speak, and which Rust to use.

# A failure inside $(…) ends the script too.
shopt -s inherit_errexit

say() { printf '%s: %s\n' "$(basename "$0")" "$*"; }
fail() { printf '%s: %s\n' "$(basename "$0")" "$*" >&2; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

# Whether rustup's toolchain for this project has, or can get, the WASM target. Asked once per toolchain.
wasm_by_rustup() {
  have rustup || return 1
  local answer; answer="target/wasm-target-$(rustc --version 2>/dev/null | tr -c 'a-zA-Z0-9.\n' _)"
  if [ ! -f "$answer" ]; then
    mkdir -p target
    if timeout 120 rustup target add wasm32-unknown-unknown >/dev/null 2>&1; then echo rustup > "$answer"; else echo debian > "$answer"; fi
  fi
  [ "$(cat "$answer")" = rustup ]
}

# Compiles the extension, or `--example NAME` of it, and prints where its WASM is.
compile_wasm() {
  local target=wasm32-unknown-unknown name=extension
  # No folder of this machine in what everybody downloads; and the same bytes wherever it is made.
  local -x RUSTFLAGS="${RUSTFLAGS:-} --remap-path-prefix=$PWD=/tributary --remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=/cargo"
  [ $# -eq 0 ] || name=examples/$2
  if wasm_by_rustup; then
    cargo build --quiet --locked --profile wasm --target "$target" -p extension "$@"
    echo "target/$target/wasm/$name.wasm"
    return
  fi
  # Debian's Rust for the web brings the source of the standard library, to be built along. Its own folder: another compiler.
  RUSTC_BOOTSTRAP=1 RUSTC=/usr/bin/rustc CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER=/usr/bin/rust-lld \
    /usr/bin/cargo build --quiet --locked --profile wasm --target "$target" -Zbuild-std=std,panic_abort \
    -p extension "$@" --target-dir target/wasm-debian
  echo "target/wasm-debian/$target/wasm/$name.wasm"
}
