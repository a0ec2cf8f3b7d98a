/*
 * The built-in table of media types: those of the IANA registry, else what Debian's mime.types or
 * the makers of a format say; source text is text/plain, which browsers show.
 *
 * A row is extensions in lower case and a type; a comma stands between two rows. The type begins
 * with a capital letter, which stands for what many types begin with (`putType`).
 *
 * Rules of this file: rows stand under the first letter of their extensions, so that a look-up
 * reads a hundred octets and not all; what must never have the default type (images of disks,
 * programs) has a row too. The unit test of src/wire/http/media-type.ts has all types in full.
 */
import { Offset, octet, setOctet } from "../octets/arena";
import { literalBytes, literalOctet } from "../octets/literal";
import { lowerCase, Octet } from "../octets/octet";
import { put } from "../octets/text";

/** Most octets of a built-in type. */
export const BUILT_IN_TYPE_BYTES_MAX: i32 = 73;

/** What is looked for; where its type is written, and ends, which is there until it is found. */
let wantedAt: i32 = 0;
let wantedEnd: i32 = 0;
let typeAt: i32 = 0;
let typeEnd: i32 = 0;

/** Writes the type of an extension, in any case of letters. Returns the end; `to` without one. */
export function putTypeOfExtension(to: i32, at: Offset, end: Offset): Offset {
  want(to, at, end);
  if (at === end) return to;
  const first: i32 = lowerCase(octet(at));
  if (first < 100) seekToC(first);
  else if (first < 109) seekToL(first);
  else if (first < 115) seekToR(first);
  else seekToZ(first);
  return typeEnd;
}

/** The same for whole names that say what they are. */
export function putTypeOfWholeName(to: i32, at: Offset, end: Offset): Offset {
  want(to, at, end);
  seek("authors changelog changes contributing contributors copying copyright credits P");
  seek("dockerfile history install licence license makefile md5sums news notice packages P");
  seek("readme release sha1sums sha256sums sha512sums todo P,wpad.dat Xns-proxy-autoconfig");
  return typeEnd;
}

function seekToC(first: i32): void {
  switch (first) {
    case 51:
      seek("3gp F3gpp,3mf M3mf");
      break;
    case 55:
      seek("7z X7z-compressed");
      break;
    case 97:
      seek("aac Saac,ac3 Sac3,adoc asc asm awk P,ai Apostscript,aif aiff Sx-aiff,amr Samr");
      seek("apk Vandroid.package-archive,apng Iapng,appcache Tcache-manifest,atom Aatom+xml");
      seek("au Sbasic,avi Fx-msvideo,avif Iavif");
      break;
    case 98:
      seek("bash bat P,bin B,bmp Ibmp,bz2 Xbzip2");
      break;
    case 99:
      seek("c cc cfg cmake cmd cnf conf cpp cxx P,cab Vms-cab-compressed,cbz Vcomicbook+zip");
      seek("cer Apkix-cert,cjs Tjavascript,cpio Xcpio,crl Apkix-crl,crt Xx509-ca-cert,css Tcss");
      seek("csv Tcsv,cur Ivnd.microsoft.icon");
      break;
  }
}

function seekToL(first: i32): void {
  switch (first) {
    case 100:
      seek("dae Mvnd.collada+xml,dd dll dmg B,deb Vdebian.binary-package,der Xx509-ca-cert");
      seek("desktop diff dts dtsi P,djvu Ivnd.djvu,doc Amsword,docx Owordprocessingml.document");
      seek("dtd Axml-dtd,dxf Ivnd.dxf");
      break;
    case 101:
      seek("efi Aefi,elf exe B,eml Erfc822,env P,eot Vms-fontobject,eps Apostscript");
      seek("epub Aepub+zip");
      break;
    case 102:
      seek("flac Sflac,flv Fx-flv");
      break;
    case 103:
      seek("gco gcode go P,geojson Ageo+json,gif Igif,glb Mgltf-binary,gltf Mgltf+json");
      seek("gml Agml+xml,gpx Agpx+xml,gz Agzip");
      break;
    case 104:
      seek("h hh hpp P,heic Iheic,heif Iheif,htm html Thtml");
      break;
    case 105:
      seek("ico Ivnd.microsoft.icon,ics ifb Tcalendar,img ipk B,ini ino P,ipynb Xipynb+json");
      seek("iso Xiso9660-image");
      break;
    case 106:
      seek("jar Ajava-archive,java P,jfif jpeg jpg Ijpeg,jnlp Xjava-jnlp-file,jp2 Ijp2");
      seek("js Tjavascript,json Ajson,jsonld Ald+json,jxl Ijxl");
      break;
    case 107:
      seek("kml Vgoogle-earth.kml+xml,kmz Vgoogle-earth.kmz,ko B,kt P");
      break;
    case 108:
      seek("log lrc lua P,lzma Xlzma");
      break;
  }
}

function seekToR(first: i32): void {
  switch (first) {
    case 109:
      seek("m2ts Fmp2t,m3u Smpegurl,m3u8 Vapple.mpegurl,m4a m4b Smp4,m4s Fiso.segment");
      seek("m4v mp4 Fmp4,map Ajson,mbox Ambox,md Tmarkdown,meta4 Ametalink4+xml,mid midi Smidi");
      seek("mjs Tjavascript,mk mount P,mka Sx-matroska,mkv Fx-matroska,mml Amathml+xml");
      seek("mobi Xmobipocket-ebook,mobileconfig Xapple-aspen-config,mov Fquicktime,mp2 mp3 Smpeg");
      seek("mpd Adash+xml,mpeg mpg Fmpeg,msi B");
      break;
    case 110:
      seek("ndjson Xndjson,nfo ngc P");
      break;
    case 111:
      seek("obj Mobj,odg Dgraphics,odp Dpresentation,ods Dspreadsheet,odt Dtext");
      seek("oga ogg opus Sogg,ogv Fogg,opf Aoebps-package+xml,opk B,opml Axml");
      seek("osm Vopenstreetmap.data+xml,otf Notf,owl Ardf+xml");
      break;
    case 112:
      seek("p12 pfx Apkcs12,pac Xns-proxy-autoconfig,patch php pl pm properties ps1 py P");
      seek("pbm Ix-portable-bitmap,pcap Vtcpdump.pcap,pdf Apdf,pem Xx509-ca-cert");
      seek("pgm Ix-portable-graymap,plist Axml,pls Sx-scpls,png Ipng,pnm Ix-portable-anymap");
      seek("ppm Ix-portable-pixmap,ppt Vms-powerpoint,pptx Opresentationml.presentation");
      seek("ps Apostscript,psd Ivnd.adobe.photoshop");
      break;
    case 114:
      seek("rar Vrar,raucb raw B,rb rs rst P,rdf Ardf+xml,rng Axml,rpm Xrpm,rss Arss+xml");
      seek("rtf Artf");
      break;
  }
}

function seekToZ(first: i32): void {
  switch (first) {
    case 115:
      seek("s service sh srt swift P,sig Apgp-signature,smil Asmil+xml,snd Sbasic,so swu B");
      seek("spx Sogg,sql Asql,sqlite Vsqlite3,step stp Mstep,stl Mstl,svg svgz Isvg+xml");
      break;
    case 116:
      seek("tar Xtar,tbz2 Xbzip2,tcx Vgarmin.tcx+xml,tex text timer toml txt P,tgz Agzip");
      seek("tif tiff Itiff,torrent Xbittorrent,ts Fmp2t,tsv Ttab-separated-values");
      seek("ttc Ncollection,ttf Nttf,ttml Attml+xml,txz Xxz,tzst Azstd");
      break;
    case 117:
      seek("udeb Vdebian.binary-package,uf2 B");
      break;
    case 118:
      seek("vcf Tvcard,vtt Tvtt");
      break;
    case 119:
      seek("wasm Awasm,wav Swav,weba Swebm,webm Fwebm,webmanifest Amanifest+json,webp Iwebp");
      seek("wma Sx-ms-wma,wmv Fx-ms-wmv,woff Nwoff,woff2 Nwoff2,wsdl Awsdl+xml");
      break;
    case 120:
      seek("x3d Mx3d+xml,xht xhtml Axhtml+xml,xls Vms-excel,xlsx Ospreadsheetml.sheet");
      seek("xml xsd xsl Axml,xpi Xxpinstall,xslt Axslt+xml,xspf Axspf+xml,xz Xxz");
      break;
    case 121:
      seek("yaml yml P");
      break;
    case 122:
      seek("zip Azip,zst Azstd");
      break;
  }
}

function want(to: i32, at: Offset, end: Offset): void {
  wantedAt = at;
  wantedEnd = end;
  typeAt = to;
  typeEnd = to;
}

/** Writes the type of the row that has what is looked for, if none has been found yet. */
function seek(rows: string): void {
  let at: i32 = 0;
  while (typeEnd === typeAt && at < literalBytes(rows)) {
    let isFound: bool = false;
    for (; !isCapital(rows, at); at = behind(rows, at, Octet.Space)) {
      if (isWanted(rows, at)) isFound = true;
    }
    const next: i32 = behind(rows, at, Octet.Comma);
    if (isFound) typeEnd = putRest(putType(typeAt, literalOctet(rows, at)), rows, at + 1, next);
    at = next;
  }
}

/** Whether the word at `at` of the rows is what is looked for. */
function isWanted(rows: string, at: Offset): bool {
  let k: i32 = at;
  for (let i: i32 = wantedAt; i < wantedEnd; i++) {
    const c: i32 = literalOctet(rows, k);
    if (c === Octet.Space || c !== lowerCase(octet(i))) return false;
    k++;
  }
  return literalOctet(rows, k) === Octet.Space;
}

function isCapital(rows: string, at: Offset): bool {
  const c: i32 = literalOctet(rows, at);
  return c >= Octet.UpperA && c <= Octet.UpperZ;
}

/** Where the octet is that follows the next `c`, or the end of the rows. */
function behind(rows: string, at: Offset, c: i32): i32 {
  let k: i32 = at;
  while (k < literalBytes(rows) && literalOctet(rows, k) !== c) k++;
  return k + 1;
}

/** Writes the type without what its letter stands for, which ends before the octet at `next`. */
function putRest(at: Offset, rows: string, from: i32, next: i32): Offset {
  for (let k: i32 = from; k < next - 1; k++) setOctet(at + k - from, literalOctet(rows, k));
  return at + next - 1 - from;
}

/** Writes what the letter of a type stands for. Returns the end. */
function putType(at: Offset, letter: i32): Offset {
  switch (letter) {
    case 65: // A
      return put(at, "application/");
    case 66: // B
      return put(at, "application/octet-stream");
    case 68: // D
      return put(at, "application/vnd.oasis.opendocument.");
    case 69: // E
      return put(at, "message/");
    case 70: // F
      return put(at, "video/");
    case 73: // I
      return put(at, "image/");
    case 77: // M
      return put(at, "model/");
    case 78: // N
      return put(at, "font/");
    case 79: // O
      return put(at, "application/vnd.openxmlformats-officedocument.");
    case 80: // P
      return put(at, "text/plain");
    case 83: // S
      return put(at, "audio/");
    case 84: // T
      return put(at, "text/");
    case 86: // V
      return put(at, "application/vnd.");
    default: // X
      return put(at, "application/x-");
  }
}
