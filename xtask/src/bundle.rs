//! Building: the server, and the site it sends to browsers.
//!
//! The site lies beside the executable, whatever the target directory is called, and the server looks for it there (unless INSTROOM_SITE_ROOT says
//! otherwise): so the binary runs from any working directory. A release carries its site within itself.
//!
//! ```text
//! target/debug/instroom
//! target/debug/site/favicon.svg                    the files of style/public
//! target/debug/site/pkg/current                    the hash of the bundle in use
//! target/debug/site/pkg/<hash>/instroom.js         the bundle: names stay, the directory changes, so it may be cached for ever
//! target/debug/site/pkg/<hash>/instroom_bg.wasm    what every page needs
//! target/debug/site/pkg/<hash>/NAME.wasm           what some islands need, fetched by the pages that have them
//! target/debug/site/pkg/<hash>/__wasm_split_….js   fetches it
//! target/debug/site/pkg/<hash>/parts.json          which island needs which of them
//! target/debug/site/pkg/<hash>/instroom.css        …and .br and .gz of each in a release
//! ```

use crate::{
    process::{cargo, root, run, step, target_dir},
    style, tools,
};
use anyhow::{Context, Result, anyhow};
use sha2::{Digest, Sha256};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs::{self, File},
    io::Write,
    path::{Path, PathBuf},
    process::Command,
    time::SystemTime,
};

/// Binaryen's flags. The features are those that rustc's WASM uses, all of them supported by browsers for years.
const WASM_OPT: &[&str] = &[
    "-Oz",
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];
/// What fetches the parts; the name that `#[island(lazy)]` expects.
const SPLIT_SCRIPT: &str = "./__wasm_split.______________________.js";
/// Which function needs which parts.
const PARTS: &str = "parts.json";
/// What is worth compressing.
const COMPRESSED: &[&str] = &["wasm", "js", "css", "svg", "html", "json", "txt", "webmanifest"];

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// Quick to build; needs no Node.
    Dev,
    /// Small and fast.
    Release,
}

impl Profile {
    /// Takes `--release` out of the arguments.
    pub fn from_arguments(arguments: &[String]) -> (Self, Vec<String>) {
        let rest: Vec<String> = arguments.iter().filter(|argument| *argument != "--release").cloned().collect();
        (if rest.len() < arguments.len() { Self::Release } else { Self::Dev }, rest)
    }

    /// Where cargo puts the server.
    fn directory(self) -> &'static str {
        match self {
            Self::Dev => "debug",
            Self::Release => "release",
        }
    }

    /// Where cargo puts the WASM.
    fn wasm_directory(self) -> &'static str {
        match self {
            Self::Dev => "debug",
            Self::Release => "wasm-release",
        }
    }
}

/// Builds everything; the path of the server.
pub fn build(profile: Profile) -> Result<PathBuf> {
    let site = site(profile)?;
    server(profile, (profile == Profile::Release).then_some(&site))
}

/// Builds a server for development around the released site: one file, as a release is, and built sooner. Its path, where no other file is.
pub fn alone() -> Result<PathBuf> {
    let site = site(Profile::Release)?;
    let built = server(Profile::Dev, Some(&site))?;
    let directory = target_dir()?.join("alone");
    let binary = directory.join("instroom");
    let copied = remove(&directory).and_then(|()| {
        fs::create_dir_all(&directory)?;
        fs::copy(built, &binary)?;
        Ok(())
    });
    // For cargo both are the same file: the one that finds its site beside it is put back, whatever became of the copy.
    server(Profile::Dev, None)?;
    copied.map(|()| binary)
}

/// Builds the server, around this site; its path. None: it looks for its site beside itself.
pub fn server(profile: Profile, site: Option<&Path>) -> Result<PathBuf> {
    let target = target_dir()?;
    step("server", || {
        let mut cargo = cargo();
        cargo.args(["build", "--package", "server"]);
        if profile == Profile::Release {
            cargo.arg("--release");
        }
        if let Some(site) = site {
            let list = target.join("site.rs");
            let files = embedded(site)?;
            write(&list, files.as_bytes())?;
            cargo.args(["--features", "embedded"]).env("INSTROOM_SITE_FILES", &list);
        }
        run(&mut cargo)
    })?;
    Ok(target.join(profile.directory()).join("instroom"))
}

/// Builds what the server sends to browsers; where it is.
pub fn site(profile: Profile) -> Result<PathBuf> {
    tools::wasm_target()?;
    let target = target_dir()?;
    let name = output_name()?;
    step("wasm", || {
        let mut cargo = cargo();
        cargo.args(["rustc", "--package", "frontend", "--lib", "--target", tools::WASM]);
        if profile == Profile::Release {
            cargo.args(["--profile", "wasm-release"]);
        }
        // Relocations tell what needs what, so that it can be parted. For this crate alone: the others need no new compilation.
        run(cargo.args(["--", "-Clink-args=--emit-relocs"]))
    })?;
    let wasm = target.join(tools::WASM).join(profile.wasm_directory()).join("frontend.wasm");
    let bundle = browser_code(profile, &wasm, &target.join("bundle").join(profile.directory()), &name)?;
    step("style", || {
        let sheet = style::build(&root())?;
        let sheet = if profile == Profile::Release { style::stripped(&sheet) } else { sheet };
        write(&bundle.join(format!("{name}.css")), sheet.as_bytes())
    })?;
    let site = target.join(profile.directory()).join("site");
    step("site", || place(profile, &bundle, &site))?;
    Ok(site)
}

/// The stem of the bundle's files. Read without leptos_config, so that LEPTOS_OUTPUT_NAME cannot part the build from the server.
fn output_name() -> Result<String> {
    let settings: toml::Table = read_text(&root().join("Leptos.toml"))?.parse().context("Leptos.toml")?;
    let name = settings.get("workspace").and_then(|it| it.get("metadata")?.get("leptos")?.get(0)?.get("output-name")?.as_str());
    Ok(name.context("Leptos.toml has no output-name")?.to_owned())
}

/// Parted, through wasm-bindgen and, in a release, wasm-opt; into a directory of its own. All of it is skipped while the compiled WASM is the same.
fn browser_code(profile: Profile, wasm: &Path, into: &Path, name: &str) -> Result<PathBuf> {
    let optimise = profile == Profile::Release && can_optimise()?;
    let input = fs::read(wasm).with_context(|| wasm.display().to_string())?;
    let stamp = format!("{} {name} {optimise}", hash([input.as_slice()]));
    let stamp_file = into.with_extension("stamp");
    if into.is_dir() && fs::read_to_string(&stamp_file).is_ok_and(|done| done == stamp) {
        return Ok(into.to_owned());
    }
    // Without its stamp what is left of a build that was cut off counts as nothing.
    if stamp_file.exists() {
        fs::remove_file(&stamp_file)?;
    }
    remove(into)?;
    make_dir(into)?;
    let main = into.with_extension("wasm");
    step("wasm-split", || {
        let script = format!("./{name}.js");
        let mut options = wasm_split_cli_support::Options::new(&input);
        options.output_dir = into;
        options.main_out_path = &main;
        options.main_module = &script;
        options.link_name = SPLIT_SCRIPT;
        let parted = wasm_split_cli_support::transform(options).map_err(|error| anyhow!("{error:#}"))?;
        let parts: BTreeMap<_, _> = parted.prefetch_map.into_iter().collect();
        write(&into.join(PARTS), serde_json::to_string(&parts)?.as_bytes())
    })?;
    step("wasm-bindgen", || {
        let mut bindgen = wasm_bindgen_cli_support::Bindgen::new();
        // The parts find what they share by the names that the linker gave.
        bindgen.input_path(&main).out_name(name).web(true)?.typescript(false).keep_lld_exports(true).demangle(false);
        bindgen.generate(into)
    })?;
    if optimise {
        step("wasm-opt", || {
            for wasm in files_below(into)?.iter().filter(|file| file.extension().is_some_and(|extension| extension == "wasm")) {
                run(Command::new(root().join("node_modules/.bin/wasm-opt")).args(WASM_OPT).arg(wasm).arg("-o").arg(wasm))?;
            }
            Ok(())
        })?;
    }
    write(&stamp_file, stamp.as_bytes())?;
    Ok(into.to_owned())
}

/// A release without Node works, it is only larger.
fn can_optimise() -> Result<bool> {
    if tools::has_npm() {
        tools::npm_packages()?;
        return Ok(true);
    }
    eprintln!("xtask: wasm-opt skipped, the WASM stays larger than it need be: {}", tools::remedy("npm"));
    Ok(false)
}

/// Puts the bundle where the server finds it. Pages that are open keep theirs: the one before it stays.
fn place(profile: Profile, bundle: &Path, site: &Path) -> Result<()> {
    let pkg = site.join("pkg");
    make_dir(&pkg)?;
    public_files(profile, site)?;
    let files = files_below(bundle)?;
    let mut parts = Vec::new();
    for file in &files {
        parts.push(file.strip_prefix(bundle)?.to_string_lossy().into_owned().into_bytes());
        parts.push(fs::read(file)?);
    }
    let hash = hash(parts.iter().map(Vec::as_slice));
    let home = pkg.join(&hash);
    if home.is_dir() {
        // Told from older ones by its time.
        File::open(&home)?.set_modified(SystemTime::now())?;
    } else {
        // Made under another name, so that a directory with a hash is always complete.
        let unfinished = pkg.join("unfinished");
        remove(&unfinished)?;
        for file in &files {
            let copy = unfinished.join(file.strip_prefix(bundle)?);
            copy_file(file, &copy)?;
            if profile == Profile::Release {
                compress(&copy)?;
            }
        }
        fs::rename(&unfinished, &home)?;
    }
    let current = pkg.join("current");
    if !is_there(&current, hash.as_bytes()) {
        write(&pkg.join("next"), hash.as_bytes())?;
        fs::rename(pkg.join("next"), current)?;
    }
    forget_old(&pkg, &home)?;
    for file in files_below(&home)? {
        eprintln!("xtask:   {:>9} B  {}", fs::metadata(&file)?.len(), file.strip_prefix(site)?.display());
    }
    Ok(())
}

/// The expression that puts the site into the executable: each file with its path below the root. Of the bundles only the one in use.
fn embedded(site: &Path) -> Result<String> {
    let pkg = site.join("pkg");
    let home = pkg.join(read_text(&pkg.join("current"))?);
    let mut list = String::from("&[\n");
    for file in files_below(site)? {
        if file.starts_with(&pkg) && !file.starts_with(&home) && file != pkg.join("current") {
            continue;
        }
        let path = file.strip_prefix(site)?.to_string_lossy().into_owned();
        list.push_str(&format!("    ({path:?}, include_bytes!({:?})),\n", file.to_string_lossy()));
    }
    list.push_str("]\n");
    Ok(list)
}

/// The bundle in use and the newest other one stay.
fn forget_old(pkg: &Path, current: &Path) -> Result<()> {
    let mut others = Vec::new();
    for entry in fs::read_dir(pkg)? {
        let path = entry?.path();
        if path.is_dir() && path != current {
            others.push((fs::metadata(&path)?.modified()?, path));
        }
    }
    others.sort();
    others.pop();
    others.iter().try_for_each(|(_, old)| remove(old))
}

/// `style/public`, with its own names: for what browsers and people ask for by name. Nothing else is there but the bundles.
fn public_files(profile: Profile, site: &Path) -> Result<()> {
    let public = root().join("style/public");
    let files = if public.is_dir() { files_below(&public)? } else { Vec::new() };
    let mut wanted = BTreeMap::new();
    for file in files {
        let copy = site.join(file.strip_prefix(&public)?);
        wanted.insert(copy, file);
    }
    let mut kept: BTreeSet<PathBuf> = wanted.keys().cloned().collect();
    if profile == Profile::Release {
        kept.extend(wanted.keys().filter_map(|copy| compressed(copy)).flatten());
    }
    tidy(site, &site.join("pkg"), &kept)?;
    for (copy, file) in wanted {
        copy_file(&file, &copy)?;
        if profile == Profile::Release {
            compress(&copy)?;
        }
    }
    Ok(())
}

/// Removes the files below a directory that are not to be kept, and the directories that are empty then; one of them stays as it is.
fn tidy(directory: &Path, but: &Path, kept: &BTreeSet<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        if path == but {
            continue;
        }
        if path.is_dir() {
            tidy(&path, but, kept)?;
            if fs::read_dir(&path)?.next().is_none() {
                fs::remove_dir(&path)?;
            }
        } else if !kept.contains(&path) {
            fs::remove_file(&path)?;
        }
    }
    Ok(())
}

/// `file.br` and `file.gz`, where it is worth it.
fn compressed(file: &Path) -> Option<[PathBuf; 2]> {
    let extension = file.extension()?.to_str().filter(|extension| COMPRESSED.contains(extension))?;
    Some(["br", "gz"].map(|by| file.with_extension(format!("{extension}.{by}"))))
}

/// Compresses a file, with the greatest effort.
fn compress(file: &Path) -> Result<()> {
    let Some([br, gz]) = compressed(file) else { return Ok(()) };
    let content = fs::read(file)?;
    let mut brotli = brotli::CompressorWriter::new(Vec::new(), 1 << 16, 11, 24);
    brotli.write_all(&content)?;
    write(&br, &brotli.into_inner())?;
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(&content)?;
    write(&gz, &gzip.finish()?)
}

/// Sixteen hexadecimal digits. The length of each part counts, so that moving a byte from one to the next changes the hash.
fn hash<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> String {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update((part.len() as u64).to_le_bytes());
        digest.update(part);
    }
    digest.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// Every file below a directory, sorted.
pub fn files_below(directory: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(directory).with_context(|| directory.display().to_string())? {
        let path = entry?.path();
        if path.is_dir() { files.extend(files_below(&path)?) } else { files.push(path) }
    }
    files.sort();
    Ok(files)
}

pub fn read_text(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| path.display().to_string())
}

fn is_there(path: &Path, content: &[u8]) -> bool {
    fs::read(path).is_ok_and(|there| there == content)
}

/// What is there already is left as it is: cargo tells by the time of a file whether the server that has it within itself is compiled anew.
fn write(path: &Path, content: &[u8]) -> Result<()> {
    if is_there(path, content) {
        return Ok(());
    }
    fs::write(path, content).with_context(|| path.display().to_string())
}

fn copy_file(from: &Path, to: &Path) -> Result<()> {
    make_dir(to.parent().context("a file without a directory")?)?;
    write(to, &fs::read(from).with_context(|| from.display().to_string())?)
}

fn make_dir(path: &Path) -> Result<()> {
    fs::create_dir_all(path).with_context(|| path.display().to_string())
}

fn remove(directory: &Path) -> Result<()> {
    if directory.exists() { fs::remove_dir_all(directory).with_context(|| directory.display().to_string()) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargo_leptos_reads_the_same_settings_as_the_server() {
        let settings = |file: &str| {
            let table: toml::Table = read_text(&root().join(file)).unwrap().parse().unwrap();
            table["workspace"]["metadata"]["leptos"].clone()
        };
        assert_eq!(settings("Cargo.toml"), settings("Leptos.toml"));
    }

    #[test]
    fn the_bundle_has_the_name_of_the_product() {
        assert_eq!(output_name().unwrap(), "instroom");
    }

    #[test]
    fn release_is_an_argument_of_ours_and_the_rest_is_the_servers() {
        let arguments = ["--demo", "--release", "--listen", "[::1]:80"].map(str::to_owned);
        let (profile, rest) = Profile::from_arguments(&arguments);
        assert!(profile == Profile::Release);
        assert_eq!(rest, ["--demo", "--listen", "[::1]:80"]);
        assert!(Profile::from_arguments(&rest).0 == Profile::Dev);
    }

    #[test]
    fn the_hash_knows_where_one_part_ends() {
        assert_ne!(hash([b"ab".as_slice(), b"c"]), hash([b"a".as_slice(), b"bc"]));
        assert_eq!(hash([b"ab".as_slice()]).len(), 16);
    }

    #[test]
    fn a_new_bundle_replaces_all_but_the_last() {
        let dir = std::env::temp_dir().join(format!("xtask-place-{}", std::process::id()));
        let (bundle, site) = (dir.join("bundle"), dir.join("site"));
        fs::create_dir_all(&bundle).unwrap();
        let current = || fs::read_to_string(site.join("pkg/current")).unwrap();
        let mut seen = Vec::new();
        for content in ["one", "two", "three", "two"] {
            fs::write(bundle.join("instroom.css"), content).unwrap();
            // File times are as coarse as the kernel's clock tick.
            std::thread::sleep(std::time::Duration::from_millis(20));
            place(Profile::Release, &bundle, &site).unwrap();
            let listed = embedded(&site).unwrap();
            assert_eq!(listed.matches("instroom.css.br\", ").count(), 1, "{listed}");
            assert!(listed.contains(&format!("(\"pkg/{}/instroom.css\", ", current())) && listed.contains("(\"pkg/current\", "));
            assert_eq!(fs::read_to_string(site.join("pkg").join(current()).join("instroom.css")).unwrap(), content);
            assert!(site.join("pkg").join(current()).join("instroom.css.br").exists());
            seen.push(current());
        }
        let times = || {
            let files = files_below(&site).unwrap();
            files.into_iter().map(|file| (fs::metadata(&file).unwrap().modified().unwrap(), file)).collect::<Vec<_>>()
        };
        let before = times();
        for old in ["old.svg", "favicon.svg.old", "of/an/earlier.build.gz"] {
            fs::create_dir_all(site.join(old).parent().unwrap()).unwrap();
            fs::write(site.join(old), "of an earlier build").unwrap();
        }
        place(Profile::Release, &bundle, &site).unwrap();
        assert!(before.len() > 10 && times() == before, "the same site again is left as it is: the server has it within itself");
        assert!(!site.join("of").exists());
        let there: Vec<bool> = seen.iter().map(|hash| site.join("pkg").join(hash).exists()).collect();
        assert_eq!(there, [false, true, true, true]);
        fs::remove_dir_all(dir).unwrap();
    }
}
