/*
 * php-fpm with a pool of its own for a test.
 */
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Application, makeOpenFolder, startApplication } from "./application";

/** Debian's name has the version in it. */
const PROGRAM = readdirSync("/usr/sbin").find((name) => /^php-fpm[\d.]*$/.test(name));

export const hasPhpFpm = PROGRAM !== undefined;

export interface PoolOptions {
  readonly workers: number;
  /** Without it no extension is loaded that is not built in. */
  readonly hasModules?: boolean;
  /** Lines of the pool's section. */
  readonly lines?: readonly string[];
  /** In which it may write. */
  readonly folder?: string;
}

export function startPhpFpm(options: PoolOptions): Promise<Application> {
  const { folder = makeOpenFolder(), hasModules = false } = options;
  const start = (socket: string): string[] => {
    const file = join(folder, "php-fpm.conf");
    writeFileSync(file, configuration(folder, socket, options));
    return [`/usr/sbin/${PROGRAM}`, "-F", ...(hasModules ? [] : ["-n"]), "-y", file];
  };
  return startApplication(start, { asRoot: true, folder });
}

function configuration(folder: string, socket: string, { workers, lines }: PoolOptions): string {
  const user = process.getuid?.() === 0 ? "user = nobody\ngroup = nogroup\n" : "";
  return `[global]
error_log = ${folder}/php-fpm.log
daemonize = no
[www]
${user}listen = ${socket}
listen.mode = 0666
pm = static
pm.max_children = ${workers}
php_admin_value[session.save_path] = ${folder}
php_admin_value[upload_tmp_dir] = ${folder}
php_admin_flag[log_errors] = on
php_admin_flag[display_errors] = off
${(lines ?? []).join("\n")}
`;
}
