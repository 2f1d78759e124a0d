# Sourced by the other scripts: how to speak, and which Rust to use.

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

# Cargo for programs that run here.
native_cargo() { cargo "$@"; }
