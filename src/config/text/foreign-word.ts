/*
 * Words of other servers (nginx, lighttpd, Apache, busybox, uhttpd), for whoever moves from them:
 * what a word is here, or that there is none.
 *
 * Rule of this file: a word that is not known is never guessed; the message only says more.
 */
import { findOctet, Offset, octet } from "../../wire/octets/arena";
import { Octet } from "../../wire/octets/octet";
import { isOneOf, put } from "../../wire/octets/text";

/** Writes a hint behind `place` for the word `at` to `end`. Returns the end, 0 for no such word. */
export function putForeignHint(place: i32, at: Offset, end: Offset): Offset {
  // A semicolon ends one of nginx's.
  const wordEnd: i32 = end > at && octet(end - 1) === Octet.Semicolon ? end - 1 : end;
  if (isPasswordWord(at, wordEnd)) return put(place, "; here: auth");
  const known: i32 = putKnown(place, at, wordEnd);
  if (known !== 0) return known;
  const absent: i32 = putAbsent(place, at, wordEnd);
  return absent !== 0 ? absent : putForm(place, at, wordEnd);
}

/** What there is by another name. */
function putKnown(place: i32, at: Offset, end: Offset): Offset {
  if (isOneOf(at, end, "port,server.port,listen_http")) return put(place, "; here: listen");
  if (isOneOf(at, end, "host,server.bind,address")) return put(place, "; here: bind");
  if (isOneOf(at, end, "root,documentroot,server.document-root,docroot,dir,www_root,wwwroot")) {
    return put(place, "; here: home");
  }
  if (isOneOf(at, end, "directoryindex,index-file.names,server.indexfiles,index_page")) {
    return put(place, "; here: index");
  }
  if (isOneOf(at, end, "addencoding")) return put(place, "; here: encoding");
  if (isOneOf(at, end, "allowencodedslashes")) return put(place, "; here: encoded-slash");
  if (isOneOf(at, end, "errordocument,error_page,server.error-handler-404")) {
    return put(place, "; here: error-page");
  }
  if (isOneOf(at, end, "fastcgi_pass,fastcgi.server")) return put(place, "; here: fastcgi");
  if (isOneOf(at, end, "cgi.assign,scriptalias,addhandler,cgi_prefix,cgi-bin,interpreter")) {
    return put(place, "; here: cgi, or script");
  }
  if (isOneOf(at, end, "setenv,setenv.add-environment,fastcgi_param")) {
    return put(place, "; here: script-env");
  }
  if (isOneOf(at, end, "mimetype.assign,addtype,types,default_type"))
    return put(place, "; here: type");
  if (isOneOf(at, end, "add_header,setenv.add-response-header"))
    return put(place, "; here: header");
  if (isOneOf(at, end, "client_max_body_size,limitrequestbody,server.max-request-size")) {
    return put(place, "; here: content-max");
  }
  if (isOneOf(at, end, "worker_connections,server.max-connections,max_connections,maxclients")) {
    return put(place, "; here: connections");
  }
  if (isOneOf(at, end, "keepalive_timeout,server.max-keep-alive-idle,keepalivetimeout,keepalive")) {
    return put(place, "; here: timeout idle=");
  }
  return 0;
}

function isPasswordWord(at: Offset, end: Offset): bool {
  return (
    isOneOf(at, end, "auth_basic,auth_basic_user_file,auth.backend,auth.require,authtype") ||
    isOneOf(at, end, "authuserfile,authname,password,htpasswd,realm")
  );
}

/** What there is not. */
function putAbsent(place: i32, at: Offset, end: Offset): Offset {
  if (isOneOf(at, end, "user,group,uid,gid,setuid,server.username,server.groupname,chroot")) {
    return put(place, "; it runs as who starts it: DAEMON_USER of the init script, or script-user");
  }
  if (
    isOneOf(at, end, "tls,ssl,https,cert,key,certificate,ssl_certificate,ssl.engine,ssl.pemfile")
  ) {
    return put(place, "; there is no TLS here: put a proxy that has it in front");
  }
  if (isOneOf(at, end, "server_name,servername,vhost,virtualhost,allow,deny,require,include")) {
    return put(place, "; not available here");
  }
  if (
    isOneOf(at, end, "alias,rewrite,redirect,location,try_files,proxy_pass,proxypass,url.redirect")
  ) {
    return put(place, "; not available here");
  }
  if (isOneOf(at, end, "log,syslog,accesslog,errorlog,access_log,error_log,accesslog.filename")) {
    return put(place, "; the log is standard error, see quiet and verbose");
  }
  if (isOneOf(at, end, "server.errorlog,customlog,logfile")) {
    return put(place, "; the log is standard error, see quiet and verbose");
  }
  if (isOneOf(at, end, "daemon,daemonize,background,pid,pidfile,server.pid-file")) {
    return put(place, "; it stays in the foreground, the init script does that");
  }
  return 0;
}

/** What no word of ours looks like. */
function putForm(place: i32, at: Offset, end: Offset): Offset {
  const colonAt: i32 = findOctet(Octet.Colon, at, end);
  if (isOneOf(at, colonAt, "a,d,allow,deny") && colonAt < end) {
    return put(place, "; rules for addresses are not available here");
  }
  if (isOneOf(at, colonAt, "h,i,p,e404") && colonAt < end) {
    return put(place, "; here: home, index, fastcgi, error-page 404");
  }
  if (octet(at) === Octet.Slash && colonAt < end) {
    return put(place, "; here: auth /PATH FILE");
  }
  if (findOctet(Octet.Equals, at, end) < end)
    return put(place, "; a space, not '=', stands behind a word");
  return 0;
}
