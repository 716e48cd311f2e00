//! Conditions put together from literals of the program and arguments of its users.

use super::query::Param;

/// The conditions of a statement. Fragments are literals in which `?` stands for the next argument.
#[derive(Clone, Debug, Default)]
pub struct Where {
    sql: String,
    params: Vec<Param>,
}

impl Where {
    /// Adds a condition.
    pub fn and(&mut self, fragment: &'static str, params: impl IntoIterator<Item = Param>) {
        self.push(fragment, params);
    }

    /// Adds that something does not hold.
    pub fn and_not(&mut self, fragment: &'static str, params: impl IntoIterator<Item = Param>) {
        let mut not = Where::default();
        not.push(fragment, params);
        self.join(&format!("NOT ({})", shifted(&not.sql, self.params.len())));
        self.params.extend(not.params);
    }

    /// Adds a condition on columns, which a description names: `{}` stands for the next column.
    pub fn and_on(&mut self, fragment: &'static str, columns: &[&'static str], params: impl IntoIterator<Item = Param>) {
        let mut columns = columns.iter();
        let mut sql = String::new();
        for (i, piece) in fragment.split("{}").enumerate() {
            if i > 0 {
                sql.push_str(columns.next().copied().unwrap_or_default());
            }
            sql.push_str(piece);
        }
        self.push(&sql, params);
    }

    /// Adds `column IN (…)` for any number of values; for none, nothing fits.
    pub fn and_in(&mut self, column: &'static str, params: Vec<Param>) {
        if params.is_empty() {
            return self.push("1 = 0", []);
        }
        let marks = vec!["?"; params.len()].join(", ");
        self.push(&format!("{column} IN ({marks})"), params);
    }

    /// Adds `column IN ('…')` for words of the program. As part of the statement: an argument might be any word when its plan is made.
    pub fn and_one_of(&mut self, column: &'static str, words: impl IntoIterator<Item = &'static str>) {
        let words: Vec<String> = words.into_iter().map(|word| format!("'{word}'")).collect();
        self.join(&if words.is_empty() { "1 = 0".to_owned() } else { format!("{column} IN ({})", words.join(", ")) });
    }

    /// Adds alternatives, of which one must hold.
    pub fn and_any(&mut self, alternatives: Vec<Where>) {
        let offset = self.params.len();
        let mut sql = Vec::new();
        let mut params = Vec::new();
        for alternative in alternatives {
            sql.push(format!("({})", shifted(&alternative.sql, offset + params.len())));
            params.extend(alternative.params);
        }
        self.join(&any_of(&sql));
        self.params.extend(params);
    }

    /// Adds `column IN (SELECT …)`, with conditions of its own.
    pub fn and_in_select(&mut self, column: &'static str, select: &'static str, inner: Where) {
        self.push_select(column, "IN", select, inner);
    }

    /// Adds `column NOT IN (SELECT …)`, with conditions of its own.
    pub fn and_not_in_select(&mut self, column: &'static str, select: &'static str, inner: Where) {
        self.push_select(column, "NOT IN", select, inner);
    }

    fn push_select(&mut self, column: &'static str, operator: &'static str, select: &'static str, inner: Where) {
        let sql = shifted(&inner.clause(), self.params.len());
        self.join(&format!("{column} {operator} ({select}{sql})"));
        self.params.extend(inner.params);
    }

    /// Adds `EXISTS (SELECT …)`, with conditions of its own.
    pub fn and_exists(&mut self, select: &'static str, inner: Where) {
        let sql = shifted(&inner.clause(), self.params.len());
        self.join(&format!("EXISTS ({select}{sql})"));
        self.params.extend(inner.params);
    }

    /// Whether there are none.
    pub(crate) fn is_empty(&self) -> bool {
        self.sql.is_empty()
    }

    /// Adds all of other conditions.
    pub fn and_all(&mut self, others: &Where) {
        if !others.sql.is_empty() {
            self.join(&shifted(&others.sql, self.params.len()));
            self.params.extend(others.params.iter().cloned());
        }
    }

    fn push(&mut self, fragment: &str, params: impl IntoIterator<Item = Param>) {
        let mut numbered = String::with_capacity(fragment.len() + 4);
        let mut next = self.params.len();
        for c in fragment.chars() {
            if c == '?' {
                next += 1;
                numbered.push_str(&format!("${next}"));
            } else {
                numbered.push(c);
            }
        }
        self.join(&numbered);
        self.params.extend(params);
        debug_assert_eq!(next, self.params.len(), "an argument for every mark: {fragment}");
    }

    fn join(&mut self, condition: &str) {
        if !self.sql.is_empty() {
            self.sql.push_str(" AND ");
        }
        self.sql.push_str(condition);
    }

    /// ` WHERE …`, or nothing.
    pub(crate) fn clause(&self) -> String {
        if self.sql.is_empty() { String::new() } else { format!(" WHERE {}", self.sql) }
    }

    /// As [`Where::clause`], behind so many other arguments.
    pub(crate) fn clause_after(&self, others: usize) -> String {
        shifted(&self.clause(), others)
    }

    pub(crate) fn params(&self) -> &[Param] {
        &self.params
    }
}

/// Numbers, each selected by itself, added up in one expression.
#[derive(Clone, Debug, Default)]
pub struct Sum(Vec<(String, Where)>);

impl Sum {
    /// Adds the number that a `SELECT` without conditions gives under these.
    pub(crate) fn add(&mut self, select: &'static str, within: Where) {
        self.0.push((select.to_owned(), within));
    }

    /// Adds the numbers in rows of a tally.
    pub(crate) fn of(&mut self, tally: &'static str, within: Where) {
        self.0.push((format!("SELECT COALESCE(SUM(n), 0) FROM {tally}"), within));
    }

    /// Adds how many rows of a table there are, or takes them away.
    pub(crate) fn count(&mut self, more: bool, table: &'static str, within: Where) {
        let sign = if more { "" } else { "-" };
        self.0.push((format!("SELECT {sign}COUNT(*) FROM {table}"), within));
    }

    /// The expression, behind so many other arguments.
    pub(crate) fn sql(&self, others: usize) -> String {
        let mut before = others;
        let mut sql = Vec::new();
        for (select, within) in &self.0 {
            sql.push(format!("({select}{})", within.clause_after(before)));
            before += within.params.len();
        }
        format!("CAST({} AS BIGINT)", sql.join(" + "))
    }

    pub(crate) fn params(&self) -> Vec<Param> {
        self.0.iter().flat_map(|(_, within)| within.params.iter().cloned()).collect()
    }
}

/// Alternatives as a balanced tree: SQLite refuses expressions that are more than 1,000 deep (sqlite.org/limits.html), and a chain of `OR` is as
/// deep as it is long.
fn any_of(alternatives: &[String]) -> String {
    match alternatives {
        [] => "1 = 0".to_owned(),
        [one] => one.clone(),
        many => {
            let (left, right) = many.split_at(many.len() / 2);
            format!("({} OR {})", any_of(left), any_of(right))
        }
    }
}

/// The same condition behind so many other arguments.
pub(super) fn shifted(sql: &str, by: usize) -> String {
    if by == 0 {
        return sql.to_owned();
    }
    let mut pieces = sql.split('$');
    let mut shifted = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let digits = piece.bytes().take_while(u8::is_ascii_digit).count();
        let number: usize = piece[..digits].parse().unwrap_or_default();
        shifted.push_str(&format!("${}{}", number + by, &piece[digits..]));
    }
    shifted
}
