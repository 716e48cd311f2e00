//! What a release is made of, for programs that look for known faults: CycloneDX 1.5.

use super::crates::Crate;
use anyhow::{Result, anyhow, ensure};
use cyclonedx_bom::{
    models::{
        component::Classification,
        dependency::{Dependencies, Dependency},
        hash::{Hash, HashAlgorithm, HashValue, Hashes},
        license::{LicenseChoice, Licenses},
    },
    prelude::*,
};

/// The bill of materials of the executable with this SHA-256 digest.
pub fn written(version: &str, digest: &str, crates: &[Crate]) -> Result<Vec<u8>> {
    let mut product = Component::new(Classification::Application, "instroom", version, Some("instroom".to_owned()));
    product.hashes = Some(Hashes(vec![Hash { alg: HashAlgorithm::SHA_256, content: HashValue(digest.to_owned()) }]));
    product.licenses = Some(terms("Apache-2.0 OR MIT"));
    let roots = crates.iter().filter(|it| matches!(it.name.as_str(), "server" | "frontend"));
    let mut needs = vec![dependency("instroom", roots.map(|it| Crate::reference(&it.name, &it.version)))];
    let mut components = Vec::new();
    for it in crates {
        let reference = Crate::reference(&it.name, &it.version);
        needs.push(dependency(&reference, it.needs.iter().map(|(name, version)| Crate::reference(name, version))));
        let mut component = Component::new(Classification::Library, &it.name, &it.version, Some(reference));
        component.licenses = Some(terms(&it.licence));
        // Ours are nowhere but here.
        component.purl = if it.own { None } else { Some(Purl::new("cargo", &it.name, &it.version)?) };
        components.push(component);
    }
    let bill = Bom {
        serial_number: Some(serial(digest)?),
        metadata: Some(Metadata { component: Some(product), ..Metadata::default() }),
        components: Some(Components(components)),
        dependencies: Some(Dependencies(needs)),
        ..Bom::default()
    };
    let judged = bill.validate_version(SpecVersion::V1_5);
    ensure!(judged.passed(), "the bill of materials is none: {judged:?}");
    let mut written = Vec::new();
    bill.output_as_json_v1_5(&mut written)?;
    Ok(written)
}

/// Of one executable always the same: a UUID of version 8 (RFC 9562) made of its digest.
fn serial(digest: &str) -> Result<UrnUuid> {
    let part = |from: usize, until: usize| digest.get(from..until).unwrap_or_default();
    let serial = format!("urn:uuid:{}-{}-8{}-8{}-{}", part(0, 8), part(8, 12), part(13, 16), part(17, 20), part(20, 32));
    UrnUuid::new(serial).map_err(|error| anyhow!("{error:?}"))
}

fn terms(expression: &str) -> Licenses {
    Licenses(vec![LicenseChoice::Expression(SpdxExpression::new(expression))])
}

fn dependency(of: &str, on: impl Iterator<Item = String>) -> Dependency {
    let mut on: Vec<String> = on.collect();
    on.sort();
    on.dedup();
    Dependency { dependency_ref: of.to_owned(), dependencies: on }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bill_names_the_product_its_parts_and_what_needs_what() {
        let it = |name: &str, own: bool, needs: &[&str]| Crate {
            name: name.to_owned(),
            version: "1.2.3".to_owned(),
            licence: "MIT OR Apache-2.0".to_owned(),
            directory: "/".into(),
            own,
            needs: needs.iter().map(|name| ((*name).to_owned(), "1.2.3".to_owned())).collect(),
        };
        let written = written("0.1.0", &"0".repeat(64), &[it("axum", false, &[]), it("server", true, &["axum", "axum"])]).unwrap();
        let bill: serde_json::Value = serde_json::from_slice(&written).unwrap();
        assert_eq!((&bill["bomFormat"], &bill["specVersion"]), (&"CycloneDX".into(), &"1.5".into()));
        assert_eq!(bill["metadata"]["component"]["hashes"][0]["content"], "0".repeat(64));
        assert_eq!(bill["serialNumber"], "urn:uuid:00000000-0000-8000-8000-000000000000");
        assert_eq!(bill["components"][0]["purl"], "pkg:cargo/axum@1.2.3");
        assert_eq!(bill["components"][0]["licenses"][0]["expression"], "MIT OR Apache-2.0");
        assert!(bill["components"][1]["purl"].is_null());
        assert_eq!(bill["dependencies"][0]["dependsOn"][0], "server@1.2.3");
        assert_eq!(bill["dependencies"][2]["dependsOn"], serde_json::json!(["axum@1.2.3"]));
    }
}
