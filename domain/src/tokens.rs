//! What somebody says who makes a token for a program.

use crate::policy::Scopes;

words! {
    /// What a token may do with a resource.
    Access {
        Read = "read",
        /// Includes reading.
        Write = "write",
    }
}

words! {
    /// After how many days a token ends that does end.
    Lifetime { Month = "30", Quarter = "90", Year = "365" }
}

impl Lifetime {
    pub const fn days(self) -> i64 {
        match self {
            Self::Month => 30,
            Self::Quarter => 90,
            Self::Year => 365,
        }
    }
}

/// The resources that tokens are about, by the paths of the API, and how far each can be opened to one.
pub fn resources() -> Vec<(&'static str, Vec<Access>)> {
    let mut resources: Vec<(&str, Vec<Access>)> = Vec::new();
    for (resource, access) in Scopes::ALL.iter().filter_map(|scope| scope.split_once(':')) {
        let Ok(access) = access.parse() else { continue };
        match resources.last_mut() {
            Some((last, further)) if *last == resource => further.push(access),
            _ => resources.push((resource, vec![access])),
        }
    }
    resources
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scope_can_be_chosen() {
        let resources = resources();
        let chosen: Vec<String> =
            resources.iter().flat_map(|(resource, further)| further.iter().map(move |access| format!("{resource}:{access}"))).collect();
        assert_eq!(chosen, Scopes::ALL);
        assert!(resources.contains(&("candidates", vec![Access::Read, Access::Write])));
        assert!(resources.contains(&("users", vec![Access::Read])));
    }

    #[test]
    fn a_lifetime_says_its_days() {
        for lifetime in Lifetime::ALL {
            assert_eq!(lifetime.word(), lifetime.days().to_string());
        }
    }
}
