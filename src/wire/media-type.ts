/*
 * Media types (RFC 9110 §8.3.1) of files, by the last part of their names.
 *
 * Rules of this file: an extension is one number (src/wire/file-extension.ts), so that a row costs
 * a comparison and no text; text carries its charset, UTF-8, which is what boards' files are
 * written in; JSON has none (RFC 8259 §11). What is not here is application/octet-stream.
 */
import { octet } from "./arena";
import { Extension } from "./file-extension";
import { isTextAnyCase, lowerCase, put } from "./text";

/** Most octets that `putMediaType` writes. */
export const MEDIA_TYPE_BYTES_MAX: i32 = 73;

const DOT: i32 = 46;
const SLASH: i32 = 47;

/** Longest extension that is a number of base 36. */
const EXTENSION_BYTES_MAX: i32 = 5;

/**
 * Where the extension of the file name (or path) `nameAt` to `nameEnd` begins: behind its last dot.
 * A dot at the start of a name begins none. Returns `nameEnd` when there is none.
 */
export function extensionAt(nameAt: i32, nameEnd: i32): i32 {
  let at: i32 = nameEnd;
  while (at > nameAt && octet(at - 1) !== DOT) {
    at--;
    if (octet(at) === SLASH) return nameEnd;
  }
  // The dot is at - 1: some other octet of the name must be before it.
  return at - 1 <= nameAt || octet(at - 2) === SLASH ? nameEnd : at;
}

/** The extension of a file name, in any case of letters, for `putMediaType`. */
export function mediaTypeOf(nameAt: i32, nameEnd: i32): Extension {
  const at: i32 = extensionAt(nameAt, nameEnd);
  if (isTextAnyCase(at, nameEnd, "webmanifest")) return Extension.Webmanifest;
  return extensionNumber(at, nameEnd);
}

function extensionNumber(at: i32, end: i32): i32 {
  if (at === end || end - at > EXTENSION_BYTES_MAX) return Extension.None;
  let value: i32 = 1;
  for (let i: i32 = at; i < end; i++) {
    const c: i32 = lowerCase(octet(i));
    if (c >= 48 && c <= 57) value = value * 36 + (c - 48);
    else if (c >= 97 && c <= 122) value = value * 36 + (c - 87);
    else return Extension.None;
  }
  return value;
}

/** Writes the media type of files with this extension. Returns the end. */
export function putMediaType(at: i32, extension: Extension): i32 {
  switch (extension) {
    case Extension.Html:
    case Extension.Htm:
      return putCharset(put(at, "text/html"));
    case Extension.Css:
      return putCharset(put(at, "text/css"));
    case Extension.Js:
    case Extension.Mjs:
      return putCharset(put(at, "text/javascript"));
    case Extension.Txt:
    case Extension.Log:
    case Extension.Ini:
    case Extension.Conf:
    case Extension.Yaml:
    case Extension.Yml:
    case Extension.Toml:
    case Extension.Sh:
    case Extension.Py:
    case Extension.C:
    case Extension.H:
    case Extension.Gcode:
      return putCharset(put(at, "text/plain"));
    case Extension.Md:
      return putCharset(put(at, "text/markdown"));
    case Extension.Csv:
      return putCharset(put(at, "text/csv"));
    case Extension.Ics:
      return putCharset(put(at, "text/calendar"));
    case Extension.Vcf:
      return putCharset(put(at, "text/vcard"));
    case Extension.Json:
    case Extension.Map:
      return put(at, "application/json");
    case Extension.Webmanifest:
      return put(at, "application/manifest+json");
    case Extension.Wasm:
      return put(at, "application/wasm");
    default:
      return putXmlType(at, extension);
  }
}

/** XML names its charset too: the parameter wins over its declaration. */
function putXmlType(at: i32, extension: Extension): i32 {
  switch (extension) {
    case Extension.Svg:
      return putCharset(put(at, "image/svg+xml"));
    case Extension.Xml:
    case Extension.Xsl:
      return putCharset(put(at, "application/xml"));
    case Extension.Xhtml:
      return putCharset(put(at, "application/xhtml+xml"));
    case Extension.Rss:
      return putCharset(put(at, "application/rss+xml"));
    case Extension.Atom:
      return putCharset(put(at, "application/atom+xml"));
    default:
      return putImageType(at, extension);
  }
}

function putImageType(at: i32, extension: Extension): i32 {
  switch (extension) {
    case Extension.Png:
      return put(at, "image/png");
    case Extension.Jpg:
    case Extension.Jpeg:
      return put(at, "image/jpeg");
    case Extension.Gif:
      return put(at, "image/gif");
    case Extension.Webp:
      return put(at, "image/webp");
    case Extension.Avif:
      return put(at, "image/avif");
    case Extension.Apng:
      return put(at, "image/apng");
    case Extension.Ico:
      return put(at, "image/vnd.microsoft.icon");
    case Extension.Bmp:
      return put(at, "image/bmp");
    case Extension.Tif:
    case Extension.Tiff:
      return put(at, "image/tiff");
    case Extension.Woff:
      return put(at, "font/woff");
    case Extension.Woff2:
      return put(at, "font/woff2");
    case Extension.Ttf:
      return put(at, "font/ttf");
    case Extension.Otf:
      return put(at, "font/otf");
    case Extension.Eot:
      return put(at, "application/vnd.ms-fontobject");
    default:
      return putSoundOrFilmType(at, extension);
  }
}

function putSoundOrFilmType(at: i32, extension: Extension): i32 {
  switch (extension) {
    case Extension.Mp3:
      return put(at, "audio/mpeg");
    case Extension.Ogg:
    case Extension.Oga:
    case Extension.Opus:
      return put(at, "audio/ogg");
    case Extension.Wav:
      return put(at, "audio/wav");
    case Extension.Flac:
      return put(at, "audio/flac");
    case Extension.M4a:
      return put(at, "audio/mp4");
    case Extension.Aac:
      return put(at, "audio/aac");
    case Extension.Mp4:
    case Extension.M4v:
      return put(at, "video/mp4");
    case Extension.Webm:
      return put(at, "video/webm");
    case Extension.Ogv:
      return put(at, "video/ogg");
    case Extension.Mov:
      return put(at, "video/quicktime");
    case Extension.Avi:
      return put(at, "video/x-msvideo");
    case Extension.Mkv:
      return put(at, "video/x-matroska");
    case Extension.Ts:
      return put(at, "video/mp2t");
    case Extension.M3u8:
      return put(at, "application/vnd.apple.mpegurl");
    case Extension.Mpd:
      return put(at, "application/dash+xml");
    default:
      return putArchiveType(at, extension);
  }
}

function putArchiveType(at: i32, extension: Extension): i32 {
  switch (extension) {
    case Extension.Zip:
      return put(at, "application/zip");
    case Extension.Gz:
    case Extension.Tgz:
      return put(at, "application/gzip");
    case Extension.Bz2:
      return put(at, "application/x-bzip2");
    case Extension.Xz:
      return put(at, "application/x-xz");
    case Extension.Zst:
      return put(at, "application/zstd");
    case Extension.SevenZ:
      return put(at, "application/x-7z-compressed");
    case Extension.Tar:
      return put(at, "application/x-tar");
    case Extension.Deb:
      return put(at, "application/vnd.debian.binary-package");
    case Extension.Apk:
      return put(at, "application/vnd.android.package-archive");
    default:
      return putDocumentType(at, extension);
  }
}

function putDocumentType(at: i32, extension: Extension): i32 {
  switch (extension) {
    case Extension.Pdf:
      return put(at, "application/pdf");
    case Extension.Epub:
      return put(at, "application/epub+zip");
    case Extension.Rtf:
      return put(at, "application/rtf");
    case Extension.Doc:
      return put(at, "application/msword");
    case Extension.Xls:
      return put(at, "application/vnd.ms-excel");
    case Extension.Ppt:
      return put(at, "application/vnd.ms-powerpoint");
    case Extension.Docx:
      return put(putOfficeOpenXml(at), "wordprocessingml.document");
    case Extension.Xlsx:
      return put(putOfficeOpenXml(at), "spreadsheetml.sheet");
    case Extension.Pptx:
      return put(putOfficeOpenXml(at), "presentationml.presentation");
    case Extension.Odt:
      return put(putOpenDocument(at), "text");
    case Extension.Ods:
      return put(putOpenDocument(at), "spreadsheet");
    case Extension.Odp:
      return put(putOpenDocument(at), "presentation");
    default:
      return put(at, "application/octet-stream");
  }
}

function putOfficeOpenXml(at: i32): i32 {
  return put(at, "application/vnd.openxmlformats-officedocument.");
}

function putOpenDocument(at: i32): i32 {
  return put(at, "application/vnd.oasis.opendocument.");
}

/** The parameter that text has. */
export function putCharset(at: i32): i32 {
  return put(at, "; charset=utf-8");
}
