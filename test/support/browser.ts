/*
 * Chromium, driven as a person would use it. Each page keeps what the browser complained of.
 */
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import * as assert from "uvu/assert";
import { buildName, projectFolder } from "./build";

const PROGRAM = "/usr/bin/chromium";
const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export const hasBrowser = existsSync(PROGRAM);

export interface PageOptions {
  readonly colorScheme?: "light" | "dark";
  readonly width?: number;
  /** What the person answers when a password is asked for. */
  readonly credentials?: { username: string; password: string };
}

export class Person {
  /** Errors on the console, of policies among them, and uncaught exceptions. */
  readonly complaints: string[] = [];

  private constructor(
    private readonly browser: Browser,
    readonly page: Page,
  ) {
    this.watch(page);
  }

  static async sitDown(options: PageOptions = {}): Promise<Person> {
    const { colorScheme = "light", width = 1000, credentials } = options;
    const browser = await chromium.launch({ executablePath: PROGRAM, args: ARGUMENTS });
    const isPhone = width < 600;
    const context = await browser.newContext({
      colorScheme,
      isMobile: isPhone,
      hasTouch: isPhone,
      viewport: { width, height: 700 },
      ...(credentials === undefined ? {} : { httpCredentials: credentials }),
    });
    return new Person(browser, await context.newPage());
  }

  /** A page beside the first one. */
  async newPage(): Promise<Page> {
    const page = await this.page.context().newPage();
    this.watch(page);
    return page;
  }

  private watch(page: Page): void {
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning")
        this.complaints.push(message.text());
    });
    page.on("pageerror", (error) => this.complaints.push(String(error)));
  }

  leave(): Promise<void> {
    return this.browser.close();
  }

  /** Keeps what is seen as out/pictures/BUILD-NAME.png, for whoever wants to look. */
  async picture(name: string): Promise<void> {
    const folder = join(projectFolder, "out/pictures");
    mkdirSync(folder, { recursive: true });
    await this.page.screenshot({ path: join(folder, `${buildName}-${name}.png`) });
  }
}

/** Looks around on a page of its own, on which the browser may not have anything to report of. */
export async function look(person: Person, body: (page: Page) => Promise<void>): Promise<void> {
  const page = await person.newPage();
  try {
    await body(page);
    assert.equal(person.complaints, []);
  } finally {
    person.complaints.length = 0;
    await page.close();
  }
}
