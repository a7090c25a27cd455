import type {Bench} from './services-held-bench.js';

/** A service that was not looked at while the hardening was written, with a client that does its real work. */
export type HeldService = {
	readonly name: string;
	/** Its base image; `held:1` if not given. */
	readonly from?: string;
	/** Instructions after `FROM`. */
	readonly image: readonly string[];
	/** Files of the image, by their path; one that begins with `#!` may be executed. */
	readonly files?: Readonly<Record<string, string>>;
	/** Options of `docker run`. */
	readonly args?: readonly string[];
	/** Capabilities that it is granted in addition to the default ones. */
	readonly added?: readonly string[];
	/** Does a piece of its work and fails unless the effect is there. Can be repeated, about 20 s at most unless `slow`. */
	readonly work: (on: Bench) => Promise<unknown>;
	/** A path that a piece of work leaves behind, with `$MARK`: it must outlive a restart. */
	readonly keeps?: string;
	/**
	 * The fewest capabilities with which `work` is done by the same kinds of process, it ends when asked, and its logins are in the audit log of a
	 * host that audits; measured by services-held-truth.ts.
	 */
	readonly truth: readonly string[];
	/** Of these, what it does without under the least command, whose tmpfs and volumes have its owner already. */
	readonly spared?: readonly string[];
	/** Its jobs come once a minute. */
	readonly slow?: true;
	/** Does not start without an address besides loopback, and twins have none: its plan comes without a rehearsal. */
	readonly needsAddress?: true;
};

export const cmd = (...words: string[]): string => `CMD ${JSON.stringify(words)}`;
export const shell = (text: string): string => `RUN ${JSON.stringify(['sh', '-c', text])}`;
export const alice = shell('useradd --create-home --shell /bin/sh alice && echo alice:secret | chpasswd');

/** Lines of a configuration file. */
export const lines = (...text: readonly string[]): string => `${text.join('\n')}\n`;

/** A directory for what a service writes, open to this user only. */
export const dataOf = (user: string): string => shell(`mkdir -p /srv/data && chown ${user} /srv/data && chmod 0700 /srv/data`);
