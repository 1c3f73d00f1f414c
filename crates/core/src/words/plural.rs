//! Which form of a text belongs to a count, by the rule of a `.po` file: an expression of C in `n`.
//!
//! The rule is worked out as it is read, anew for each count, because this code is in each wasm file.
//! Of the crates that know these rules, polib does not work them out, gettext reads compiled files
//! alone, and poreader brings `regex` and a generated parser.

/// A rule of more bytes is none, so that parentheses can't fill the stack.
const LONGEST: usize = 1000;

/// A sign, how closely it binds, what it does.
type Operator = (&'static str, u8, fn(u64, u64) -> u64);

/// Operators with two sides, from the loosest to the closest; of two that begin alike the longer
/// one first. What C leaves undefined is 0.
const OPERATORS: [Operator; 13] = [
    ("||", 1, |left, right| u64::from(left != 0 || right != 0)),
    ("&&", 2, |left, right| u64::from(left != 0 && right != 0)),
    ("==", 3, |left, right| u64::from(left == right)),
    ("!=", 3, |left, right| u64::from(left != right)),
    ("<=", 4, |left, right| u64::from(left <= right)),
    (">=", 4, |left, right| u64::from(left >= right)),
    ("<", 4, |left, right| u64::from(left < right)),
    (">", 4, |left, right| u64::from(left > right)),
    ("+", 5, u64::wrapping_add),
    ("-", 5, u64::wrapping_sub),
    ("*", 6, u64::wrapping_mul),
    ("/", 6, |left, right| left.checked_div(right).unwrap_or(0)),
    ("%", 6, |left, right| left.checked_rem(right).unwrap_or(0)),
];

/// Binds closer than every operator.
const CLOSEST: u8 = 7;

/// The form that a rule gives a count, from 0; nothing if it is no rule.
pub(super) fn form(rule: &str, count: u64) -> Option<usize> {
    if rule.len() > LONGEST {
        return None;
    }
    let mut reader = Reader { rest: rule, count };
    let form = reader.value(0)?;
    if reader.rest.trim_start().is_empty() { usize::try_from(form).ok() } else { None }
}

/// What of a rule is still to be read.
struct Reader<'a> {
    rest: &'a str,
    count: u64,
}

impl Reader<'_> {
    /// Goes past a sign, if it is the next.
    fn takes(&mut self, sign: &str) -> bool {
        let after = self.rest.trim_start().strip_prefix(sign);
        self.rest = after.unwrap_or(self.rest);
        after.is_some()
    }

    /// The value of all that binds at least so closely.
    fn value(&mut self, least: u8) -> Option<u64> {
        let mut left = self.operand()?;
        while let Some((_, level, apply)) = self.operator(least) {
            left = apply(left, self.value(level + 1)?);
        }
        if least > 0 || !self.takes("?") {
            return Some(left);
        }
        let yes = self.value(0)?;
        if !self.takes(":") {
            return None;
        }
        let no = self.value(0)?;
        Some(if left == 0 { no } else { yes })
    }

    /// Goes past the next operator, if it binds at least so closely.
    fn operator(&mut self, least: u8) -> Option<Operator> {
        let rest = self.rest.trim_start();
        let operator = OPERATORS.into_iter().find(|(sign, ..)| rest.starts_with(sign))?;
        (operator.1 >= least && self.takes(operator.0)).then_some(operator)
    }

    /// A number, the count, or what stands in parentheses.
    fn operand(&mut self) -> Option<u64> {
        if self.takes("n") {
            return Some(self.count);
        }
        if self.takes("!") {
            return Some(u64::from(self.value(CLOSEST)? == 0));
        }
        if self.takes("(") {
            let inside = self.value(0)?;
            return self.takes(")").then_some(inside);
        }
        let rest = self.rest.trim_start();
        let after = rest.trim_start_matches(|character: char| character.is_ascii_digit());
        self.rest = after;
        rest[..rest.len() - after.len()].parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{LONGEST, form};

    const RUSSIAN: &str =
        "(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2)";

    /// Rules as the manual of gettext prints them (11.2.6, Additional functions for plural forms;
    /// Arabic: the header of KDE's files), with counts of each form in order: the samples that the
    /// Unicode CLDR gives for these languages.
    const PUBLISHED: [(&str, &str, &[&[u64]]); 12] = [
        ("Chinese", "0", &[&[0, 1, 2, 5, 11, 100, 1_000_000]]),
        ("German", "n != 1", &[&[1], &[0, 2, 5, 16, 100, 1000, 1_000_000]]),
        ("French", "n>1", &[&[0, 1], &[2, 3, 17, 100, 1000, 100_000]]),
        (
            "Irish, without its forms of 3 to 10",
            "n==1 ? 0 : n==2 ? 1 : 2",
            &[&[1], &[2], &[0, 3, 11, 100]],
        ),
        (
            "Latvian",
            "n%10==1 && n%100!=11 ? 0 : n != 0 ? 1 : 2",
            &[&[1, 21, 31, 81, 101, 1001], &[2, 9, 11, 22, 29, 102, 111, 1002], &[0]],
        ),
        (
            "Romanian",
            "n==1 ? 0 : (n==0 || (n%100 > 0 && n%100 < 20)) ? 1 : 2",
            &[&[1], &[0, 2, 16, 101, 1001], &[20, 35, 100, 1000, 10_000, 1_000_000]],
        ),
        (
            "Lithuanian",
            "n%10==1 && n%100!=11 ? 0 : n%10>=2 && (n%100<10 || n%100>=20) ? 1 : 2",
            &[
                &[1, 21, 31, 41, 81, 101, 1001],
                &[2, 9, 22, 29, 102, 1002],
                &[0, 10, 11, 12, 20, 30, 40, 60, 100, 1000, 1_000_000],
            ],
        ),
        (
            "Russian",
            RUSSIAN,
            &[
                &[1, 21, 31, 41, 51, 61, 71, 81, 101, 1001],
                &[2, 3, 4, 22, 24, 32, 34, 42, 54, 62, 102, 1002],
                &[0, 5, 11, 12, 14, 19, 100, 111, 112, 1000, 10_000, 100_000, 1_000_000],
            ],
        ),
        (
            "Czech",
            "(n==1) ? 0 : (n>=2 && n<=4) ? 1 : 2",
            &[&[1], &[2, 3, 4], &[0, 5, 12, 19, 22, 100, 1000, 1_000_000]],
        ),
        (
            "Polish",
            "n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2",
            &[
                &[1],
                &[2, 3, 4, 22, 24, 32, 34, 42, 54, 62, 102, 1002],
                &[0, 5, 11, 12, 14, 19, 21, 25, 100, 101, 1000, 1_000_000],
            ],
        ),
        (
            "Slovenian",
            "n%100==1 ? 0 : n%100==2 ? 1 : n%100==3 || n%100==4 ? 2 : 3",
            &[
                &[1, 101, 201, 701, 1001],
                &[2, 102, 202, 702, 1002],
                &[3, 4, 103, 104, 203, 704, 1003],
                &[0, 5, 11, 12, 19, 100, 1000, 1_000_000],
            ],
        ),
        (
            "Arabic",
            "n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5",
            &[
                &[0],
                &[1],
                &[2],
                &[3, 10, 103, 110, 1003],
                &[11, 26, 99, 111, 1011],
                &[100, 101, 102, 200, 302, 600, 1000, 1_000_000],
            ],
        ),
    ];

    #[test]
    fn published_rules_give_the_forms_that_their_languages_have() {
        for (language, rule, forms) in PUBLISHED {
            for (expected, counts) in forms.iter().enumerate() {
                for count in *counts {
                    assert_eq!(form(rule, *count), Some(expected), "{language}, {count}");
                }
            }
        }
    }

    /// A rule as text, and as rustc works it out.
    macro_rules! rule {
        (|$n:ident| $rule:expr) => {
            (stringify!($rule), |$n: u64| u64::from($rule))
        };
    }

    #[test]
    fn operators_bind_as_those_of_rust() {
        type Rule = (&'static str, fn(u64) -> u64);
        let rules: [Rule; 10] = [
            rule!(|n| n + 2 * n % 5 + 7 / 2),
            rule!(|n| 900 - n - 3 * 2),
            rule!(|n| 1000 / 7 / 3 * n % 11),
            rule!(|n| n % 10 + 1 > 3 && n != 7 || n == 0),
            rule!(|n| n == 3 || n == 4 && n % 2 == 1),
            rule!(|n| (n == 3 || n == 4) && n % 2 == 1),
            rule!(|n| !(n == 3 || n % 4 == 2) || n == 6),
            rule!(|n| (n <= 7) == (n >= 5)),
            rule!(|n| n < 5 && n > 2 || n <= 20 && 2 * n >= 38),
            rule!(|n| (((n) + (1)) * 2) != n + 5),
        ];
        for (rule, expected) in rules {
            for count in 0..120 {
                assert_eq!(form(rule, count), Some(expected(count) as usize), "{rule}, {count}");
            }
        }
        assert_eq!(form("n ? n == 1 ? 5 : 6 : 7", 0), Some(7));
        assert_eq!(form("n ? n == 1 ? 5 : 6 : 7", 1), Some(5));
        assert_eq!(form("n ? n == 1 ? 5 : 6 : 7", 2), Some(6));
        assert_eq!(form("!n + !!n * 2", 3), Some(2));
        assert_eq!(form(" ( 3 )\t", 0), Some(3));
    }

    #[test]
    fn what_is_no_rule_gives_no_form() {
        let deep = "(".repeat(LONGEST);
        let huge = "9".repeat(30);
        for rule in [
            "", " ", "m", "n n", "1 2", "(n", "n)", "n ?", "n ? 1", "n ? 1 : ", "n = 1", "n & 1",
            "n ==", "-1", "plural", "n!", "é", &deep, &huge,
        ] {
            assert_eq!(form(rule, 1), None, "{rule}");
        }
        assert_eq!(form(&format!("{}0", " ".repeat(LONGEST)), 1), None);
        let nested = format!("{}n{}", "(".repeat(499), ")".repeat(499));
        assert_eq!(form(&nested, 3), Some(3));
    }

    #[test]
    fn what_c_leaves_undefined_is_zero_or_wraps() {
        assert_eq!(form("n / 0", 7), Some(0));
        assert_eq!(form("5 % (n - 7)", 7), Some(0));
        assert_eq!(form("n ? 6 / n : 1", 0), Some(1));
        assert_eq!(form("n * n != 0", u64::MAX), Some(1));
        assert_eq!(form("n + 1", u64::MAX), Some(0));
        assert_eq!(form("0 - 1 > n", 5), Some(1));
    }

    proptest! {
        #[test]
        fn any_text_gives_a_form_or_none(
            rule in "[n0-9%!=<>&|?:()+*/ -]{0,60}",
            any in ".{0,20}",
            count in any::<u64>(),
        ) {
            form(&rule, count);
            form(&any, count);
        }
    }
}
