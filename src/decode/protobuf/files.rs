//! The schema, what it imports, and what is always there.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use prost_reflect::FileDescriptor;
use prost_reflect::prost::Message;
use prost_reflect::prost_types::FileDescriptorProto;
use protox::Compiler;
use protox::file::{ChainFileResolver, File, FileResolver, GoogleFileResolver};

use crate::decode::input::{Fault, Read};

/// Messages in messages, at most: the compiler follows them on its stack.
const DEEPEST: usize = 64;

/// The name the schema goes by while it is compiled.
const MAIN: &str = "(the schema)";

/// What registries know without a reference, and serializers import.
const KNOWN: &[(&str, &str)] = &[
    (
        "confluent/meta.proto",
        r#"syntax = "proto3"; package confluent; import "google/protobuf/descriptor.proto";
        message Meta { string doc = 1; map<string, string> params = 2; repeated string tags = 3; }
        extend google.protobuf.FileOptions { Meta file_meta = 1088; }
        extend google.protobuf.MessageOptions { Meta message_meta = 1088; }
        extend google.protobuf.FieldOptions { Meta field_meta = 1088; }
        extend google.protobuf.EnumOptions { Meta enum_meta = 1088; }
        extend google.protobuf.EnumValueOptions { Meta enum_value_meta = 1088; }"#,
    ),
    (
        "confluent/type/decimal.proto",
        r#"syntax = "proto3"; package confluent.type;
        message Decimal { bytes value = 1; uint32 precision = 2; int32 scale = 3; }"#,
    ),
    (
        "google/type/date.proto",
        r#"syntax = "proto3"; package google.type; message Date { int32 year = 1; int32 month = 2; int32 day = 3; }"#,
    ),
    (
        "google/type/timeofday.proto",
        r#"syntax = "proto3"; package google.type;
        message TimeOfDay { int32 hours = 1; int32 minutes = 2; int32 seconds = 3; int32 nanos = 4; }"#,
    ),
    (
        "google/type/money.proto",
        r#"syntax = "proto3"; package google.type;
        message Money { string currency_code = 1; int64 units = 2; int32 nanos = 3; }"#,
    ),
];

struct Sources {
    files: Vec<(String, String)>,
}

impl FileResolver for Sources {
    fn open_file(&self, name: &str) -> Result<File, protox::Error> {
        let given = self.files.iter().map(|(name, text)| (name.as_str(), text.as_str()));
        match given.chain(KNOWN.iter().copied()).find(|(known, _)| *known == name) {
            Some((_, text)) => match compiled(name, text) {
                Some(file) => Ok(file),
                None => File::from_source(name, text),
            },
            None => Err(protox::Error::file_not_found(name)),
        }
    }
}

/// A file that was registered compiled, as Python's serializers do: a descriptor in base64.
fn compiled(name: &str, text: &str) -> Option<File> {
    let bytes = STANDARD.decode(text.trim()).ok()?;
    let mut file = FileDescriptorProto::decode(bytes.as_slice()).ok()?;
    file.name = Some(name.to_owned());
    Some(File::from_file_descriptor_proto(file))
}

/// Compiles the schema.
pub(super) fn compile(text: &str, references: &[(&str, &str)]) -> Read<FileDescriptor> {
    if references
        .iter()
        .map(|(_, text)| *text)
        .chain([text])
        .any(|text| depth(text) > DEEPEST)
    {
        return Err(Fault::new(format!("the schema is nested deeper than {DEEPEST} levels")));
    }
    let all = references.iter().copied().chain([(MAIN, text)]);
    let mut resolver = ChainFileResolver::new();
    resolver.add(Sources {
        files: all.map(|(name, text)| (name.to_owned(), text.to_owned())).collect(),
    });
    resolver.add(GoogleFileResolver::new());
    let mut compiler = Compiler::with_file_resolver(resolver);
    compiler.include_imports(true);
    compiler.open_file(MAIN).map_err(|why| Fault::new(why.to_string()))?;
    let pool = compiler.descriptor_pool();
    pool.get_file_by_name(MAIN)
        .ok_or_else(|| Fault::new("the compiler lost the schema"))
}

/// How deep braces and brackets go; those in texts and comments count too.
fn depth(text: &str) -> usize {
    let (mut now, mut most) = (0usize, 0);
    for c in text.chars() {
        match c {
            '{' | '[' | '(' | '<' => now += 1,
            '}' | ']' | ')' | '>' => now = now.saturating_sub(1),
            _ => {}
        }
        most = most.max(now);
    }
    most
}
