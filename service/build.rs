fn main() {
    // The migrations are compiled in; a new one must be seen.
    println!("cargo:rerun-if-changed=../migrations");
}
