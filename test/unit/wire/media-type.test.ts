import { test } from "uvu";
import * as assert from "uvu/assert";
import { Extension } from "../../../src/wire/file-extension";
import { MEDIA_TYPE_BYTES_MAX, mediaTypeOf, putMediaType } from "../../../src/wire/media-type";
import { putBytes, written } from "../../support/arena";

const CHARSET = "; charset=utf-8";
const UNKNOWN = "application/octet-stream";
const OOXML = "application/vnd.openxmlformats-officedocument";
const ODF = "application/vnd.oasis.opendocument";

const TYPES: Record<string, string> = {
  "html htm": `text/html${CHARSET}`,
  css: `text/css${CHARSET}`,
  "js mjs": `text/javascript${CHARSET}`,
  "txt log ini conf yaml yml toml sh py c h gcode": `text/plain${CHARSET}`,
  md: `text/markdown${CHARSET}`,
  csv: `text/csv${CHARSET}`,
  ics: `text/calendar${CHARSET}`,
  vcf: `text/vcard${CHARSET}`,
  "json map": "application/json",
  webmanifest: "application/manifest+json",
  wasm: "application/wasm",
  svg: `image/svg+xml${CHARSET}`,
  "xml xsl": `application/xml${CHARSET}`,
  xhtml: `application/xhtml+xml${CHARSET}`,
  rss: `application/rss+xml${CHARSET}`,
  atom: `application/atom+xml${CHARSET}`,
  png: "image/png",
  "jpg jpeg": "image/jpeg",
  gif: "image/gif",
  webp: "image/webp",
  avif: "image/avif",
  apng: "image/apng",
  ico: "image/vnd.microsoft.icon",
  bmp: "image/bmp",
  "tif tiff": "image/tiff",
  woff: "font/woff",
  woff2: "font/woff2",
  ttf: "font/ttf",
  otf: "font/otf",
  eot: "application/vnd.ms-fontobject",
  mp3: "audio/mpeg",
  "ogg oga opus": "audio/ogg",
  wav: "audio/wav",
  flac: "audio/flac",
  m4a: "audio/mp4",
  aac: "audio/aac",
  "mp4 m4v": "video/mp4",
  webm: "video/webm",
  ogv: "video/ogg",
  mov: "video/quicktime",
  avi: "video/x-msvideo",
  mkv: "video/x-matroska",
  ts: "video/mp2t",
  m3u8: "application/vnd.apple.mpegurl",
  mpd: "application/dash+xml",
  zip: "application/zip",
  "gz tgz": "application/gzip",
  bz2: "application/x-bzip2",
  xz: "application/x-xz",
  zst: "application/zstd",
  "7z": "application/x-7z-compressed",
  tar: "application/x-tar",
  deb: "application/vnd.debian.binary-package",
  apk: "application/vnd.android.package-archive",
  pdf: "application/pdf",
  epub: "application/epub+zip",
  rtf: "application/rtf",
  doc: "application/msword",
  xls: "application/vnd.ms-excel",
  ppt: "application/vnd.ms-powerpoint",
  docx: `${OOXML}.wordprocessingml.document`,
  xlsx: `${OOXML}.spreadsheetml.sheet`,
  pptx: `${OOXML}.presentationml.presentation`,
  odt: `${ODF}.text`,
  ods: `${ODF}.spreadsheet`,
  odp: `${ODF}.presentation`,
};

function typeOf(name: string): string {
  return written((at) => putMediaType(at, mediaTypeOf(0, putBytes(0, name))));
}

test("each extension in lower, upper and mixed case, in a name and in a path", () => {
  for (const [extensions, type] of Object.entries(TYPES)) {
    for (const extension of extensions.split(" ")) {
      const mixed = extension.charAt(0).toUpperCase() + extension.slice(1);
      for (const written of [extension, extension.toUpperCase(), mixed]) {
        assert.is(typeOf(`a.${written}`), type, written);
        assert.is(typeOf(`a/b.d/c d.min.${written}`), type, written);
      }
      assert.ok(type.length <= MEDIA_TYPE_BYTES_MAX);
    }
  }
});

test("an extension with one octet more or less has its own type", () => {
  const known = new Set(Object.keys(TYPES).flatMap((extensions) => extensions.split(" ")));
  for (const extension of known) {
    for (const other of [`0${extension}`, `${extension}0`, `${extension}x`, extension.slice(1)]) {
      if (!known.has(other)) assert.is(typeOf(`a.${other}`), UNKNOWN, other);
    }
  }
});

test("names without an extension that is known", () => {
  const names = ["", "a", "html", ".html", "a/.html", ".", "..", "a.", "a.html.", "a.html/b"];
  for (const name of [
    ...names,
    "a.html~",
    "a.htm l",
    "a.unknown",
    "a.h\xfcml",
    "a.-",
    "a.zzzzzz",
  ]) {
    assert.is(typeOf(name), UNKNOWN, name);
  }
});

test("the last extension counts", () => {
  assert.is(typeOf("a.tar.gz"), "application/gzip");
  assert.is(typeOf(".config.json"), "application/json");
});

test("pages that the server makes itself", () => {
  assert.is(
    written((at) => putMediaType(at, Extension.Html)),
    `text/html${CHARSET}`,
  );
  assert.is(
    written((at) => putMediaType(at, Extension.None)),
    UNKNOWN,
  );
});

test.run();
