import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  BUILT_IN_TYPE_BYTES_MAX,
  putTypeOfExtension,
  putTypeOfWholeName,
} from "../../../../src/wire/http/type-rows";
import { putBytes, written } from "../../../support/arena";

const OOXML = "application/vnd.openxmlformats-officedocument";
const ODF = "application/vnd.oasis.opendocument";

const TYPES: Record<string, string> = {
  "html htm": `text/html`,
  css: `text/css`,
  "js mjs cjs": `text/javascript`,
  md: `text/markdown`,
  csv: `text/csv`,
  tsv: `text/tab-separated-values`,
  "ics ifb": `text/calendar`,
  vcf: `text/vcard`,
  vtt: `text/vtt`,
  appcache: `text/cache-manifest`,
  "txt text log ini conf cfg cnf env yaml yml toml properties sh bash awk py pl pm rb lua php c cc cpp cxx h hh hpp ino s asm java kt go rs swift gcode gco ngc dts dtsi mk cmake tex rst adoc asc diff patch srt lrc nfo bat cmd ps1 service timer mount desktop": `text/plain`,
  "json map": "application/json",
  jsonld: "application/ld+json",
  geojson: "application/geo+json",
  webmanifest: "application/manifest+json",
  ndjson: "application/x-ndjson",
  ipynb: "application/x-ipynb+json",
  wasm: "application/wasm",
  "xml xsl xsd rng plist opml": "application/xml",
  xslt: "application/xslt+xml",
  dtd: "application/xml-dtd",
  "xhtml xht": "application/xhtml+xml",
  rss: "application/rss+xml",
  atom: "application/atom+xml",
  "rdf owl": "application/rdf+xml",
  mml: "application/mathml+xml",
  gpx: "application/gpx+xml",
  gml: "application/gml+xml",
  kml: "application/vnd.google-earth.kml+xml",
  kmz: "application/vnd.google-earth.kmz",
  tcx: "application/vnd.garmin.tcx+xml",
  osm: "application/vnd.openstreetmap.data+xml",
  xspf: "application/xspf+xml",
  smil: "application/smil+xml",
  ttml: "application/ttml+xml",
  mpd: "application/dash+xml",
  meta4: "application/metalink4+xml",
  opf: "application/oebps-package+xml",
  wsdl: "application/wsdl+xml",
  svg: "image/svg+xml",
  dae: "model/vnd.collada+xml",
  x3d: "model/x3d+xml",
  png: "image/png",
  "jpg jpeg jfif": "image/jpeg",
  gif: "image/gif",
  webp: "image/webp",
  avif: "image/avif",
  heic: "image/heic",
  heif: "image/heif",
  jxl: "image/jxl",
  jp2: "image/jp2",
  apng: "image/apng",
  "ico cur": "image/vnd.microsoft.icon",
  bmp: "image/bmp",
  "tif tiff": "image/tiff",
  psd: "image/vnd.adobe.photoshop",
  djvu: "image/vnd.djvu",
  dxf: "image/vnd.dxf",
  pnm: "image/x-portable-anymap",
  pbm: "image/x-portable-bitmap",
  pgm: "image/x-portable-graymap",
  ppm: "image/x-portable-pixmap",
  woff: "font/woff",
  woff2: "font/woff2",
  ttf: "font/ttf",
  otf: "font/otf",
  ttc: "font/collection",
  eot: "application/vnd.ms-fontobject",
  "mp3 mp2": "audio/mpeg",
  "ogg oga opus spx": "audio/ogg",
  wav: "audio/wav",
  flac: "audio/flac",
  "m4a m4b": "audio/mp4",
  aac: "audio/aac",
  ac3: "audio/ac3",
  amr: "audio/amr",
  "au snd": "audio/basic",
  "mid midi": "audio/midi",
  "aif aiff": "audio/x-aiff",
  wma: "audio/x-ms-wma",
  weba: "audio/webm",
  mka: "audio/x-matroska",
  m3u: "audio/mpegurl",
  pls: "audio/x-scpls",
  "mp4 m4v": "video/mp4",
  m4s: "video/iso.segment",
  webm: "video/webm",
  ogv: "video/ogg",
  mov: "video/quicktime",
  avi: "video/x-msvideo",
  mkv: "video/x-matroska",
  "mpg mpeg": "video/mpeg",
  "ts m2ts": "video/mp2t",
  "3gp": "video/3gpp",
  flv: "video/x-flv",
  wmv: "video/x-ms-wmv",
  m3u8: "application/vnd.apple.mpegurl",
  zip: "application/zip",
  "gz tgz": "application/gzip",
  "bz2 tbz2": "application/x-bzip2",
  "xz txz": "application/x-xz",
  lzma: "application/x-lzma",
  "zst tzst": "application/zstd",
  "7z": "application/x-7z-compressed",
  rar: "application/vnd.rar",
  tar: "application/x-tar",
  cpio: "application/x-cpio",
  "deb udeb": "application/vnd.debian.binary-package",
  rpm: "application/x-rpm",
  apk: "application/vnd.android.package-archive",
  cab: "application/vnd.ms-cab-compressed",
  jar: "application/java-archive",
  jnlp: "application/x-java-jnlp-file",
  xpi: "application/x-xpinstall",
  torrent: "application/x-bittorrent",
  iso: "application/x-iso9660-image",
  efi: "application/efi",
  "bin img raw dd ipk opk swu raucb uf2 elf ko so exe dll msi dmg": "application/octet-stream",
  pac: "application/x-ns-proxy-autoconfig",
  "crt der pem": "application/x-x509-ca-cert",
  cer: "application/pkix-cert",
  crl: "application/pkix-crl",
  "p12 pfx": "application/pkcs12",
  sig: "application/pgp-signature",
  mobileconfig: "application/x-apple-aspen-config",
  sql: "application/sql",
  sqlite: "application/vnd.sqlite3",
  pcap: "application/vnd.tcpdump.pcap",
  eml: "message/rfc822",
  mbox: "application/mbox",
  glb: "model/gltf-binary",
  gltf: "model/gltf+json",
  stl: "model/stl",
  obj: "model/obj",
  "3mf": "model/3mf",
  "stp step": "model/step",
  pdf: "application/pdf",
  "ps eps ai": "application/postscript",
  epub: "application/epub+zip",
  mobi: "application/x-mobipocket-ebook",
  cbz: "application/vnd.comicbook+zip",
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
  odg: `${ODF}.graphics`,
};

const NAMES: Record<string, string> = {
  "AUTHORS CHANGELOG CHANGES CONTRIBUTING CONTRIBUTORS COPYING COPYRIGHT CREDITS": "text/plain",
  "Dockerfile HISTORY INSTALL LICENCE LICENSE Makefile MD5SUMS NEWS NOTICE": "text/plain",
  "Packages README Release SHA1SUMS SHA256SUMS SHA512SUMS Todo": "text/plain",
  "wpad.dat": "application/x-ns-proxy-autoconfig",
};

const KNOWN = new Set(Object.keys(TYPES).flatMap((extensions) => extensions.split(" ")));

function typeOf(extension: string): string {
  return written((at) => putTypeOfExtension(at, 0, putBytes(0, extension)));
}

function typeOfName(name: string): string {
  return written((at) => putTypeOfWholeName(at, 0, putBytes(0, name)));
}

test("each extension in lower, upper and mixed case", () => {
  for (const [extensions, type] of Object.entries(TYPES)) {
    for (const extension of extensions.split(" ")) {
      const mixed = extension.charAt(0).toUpperCase() + extension.slice(1);
      for (const text of [extension, extension.toUpperCase(), mixed]) {
        assert.is(typeOf(text), type, text);
      }
      assert.ok(type.length <= BUILT_IN_TYPE_BYTES_MAX, type);
    }
  }
});

test("an extension with one octet more or less has its own type", () => {
  for (const extension of KNOWN) {
    const [first, last] = [extension.slice(1), extension.slice(0, -1)];
    for (const other of [`0${extension}`, `${extension}0`, `${extension}x`, first, last]) {
      if (!KNOWN.has(other)) assert.is(typeOf(other), "", other);
    }
  }
});

test("what is none of the extensions has no type", () => {
  for (const text of [
    "",
    " ",
    ",",
    "P",
    "c,",
    "htm html",
    "html ",
    "Thtml",
    "h\xfcml",
    "-",
    "zz",
  ]) {
    if (!KNOWN.has(text.toLowerCase())) assert.is(typeOf(text), "", JSON.stringify(text));
  }
  for (let c = 0; c < 256; c++) {
    const octet = String.fromCharCode(c);
    if (!KNOWN.has(octet.toLowerCase())) assert.is(typeOf(octet), "", JSON.stringify(octet));
  }
});

test("whole names, in any case", () => {
  for (const [names, type] of Object.entries(NAMES)) {
    for (const name of names.split(" ")) {
      for (const text of [name, name.toLowerCase()]) assert.is(typeOfName(text), type, text);
      for (const other of [`${name}~`, `${name}.`, `x${name}`, name.slice(1), ""]) {
        assert.is(typeOfName(other), "", other);
      }
    }
  }
});

test.run();
