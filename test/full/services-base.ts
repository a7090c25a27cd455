import {execFile} from 'node:child_process';
import {access, chmod, copyFile, mkdir, mkdtemp, rename, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {searchPath} from '../support/engine-binaries.js';

const run = promisify(execFile);

/** Debian's own services; one root file system for all of them, since only the command differs. */
const packages = [
	...['nginx-light', 'apache2', 'redis-server', 'postgresql', 'mariadb-server', 'memcached', 'bind9', 'dnsmasq-base'],
	...['openssh-server', 'cron', 'haproxy', 'python3-minimal', 'nodejs', 'exim4-daemon-light'],
	...['lighttpd', 'squid', 'unbound', 'mosquitto'],
];

export type ServicesBase = {
	/** The unpacked root file system: clients are run from it by chroot. */
	readonly tree: string;
	/** The same as a tar, for `docker import`. */
	readonly tar: string;
};

const cache = process.env['DOCKSCOPE_TEST_SERVICES'] ?? join(tmpdir(), `dockscope-test-services-${process.getuid?.() ?? 0}`);
const isThere = (path: string): Promise<boolean> =>
	access(path).then(
		() => true,
		() => false,
	);

/** Makes the root file system by debootstrap, once for this machine: it takes some minutes and a mirror of Debian. */
export async function servicesBase(more: readonly string[] = []): Promise<ServicesBase> {
	const name = more.length === 0 ? 'base' : 'base-more';
	const tree = await debianTree(name, [...packages, ...more]);
	const tar = await madeOnce(`${name}.tar`, async file => {
		await run('tar', ['-C', tree, '--exclude=./proc/*', '-cf', file, '.'], {env, timeout: 600_000});
	});
	return {tree, tar};
}

/** A tree of its own with these packages, once for this machine. */
export const debianTree = (name: string, wanted: readonly string[]): Promise<string> =>
	madeOnce(name, tree => install(tree, wanted));

/**
 * A place in the cache that is there whole or not at all, even when two make it at once: each makes a copy for itself, and the first to be
 * done puts it there.
 */
async function madeOnce(name: string, make: (path: string) => Promise<void>): Promise<string> {
	const place = join(cache, name);
	if (await isThere(place)) return place;
	await mkdir(cache, {recursive: true, mode: 0o755});
	const workshop = await mkdtemp(`${place}.`);
	try {
		const made = join(workshop, 'made');
		await make(made);
		await rename(made, place).catch(async (error: Error) => {
			if (!(await isThere(place))) throw error;
		});
		return place;
	} finally {
		await rm(workshop, {recursive: true, force: true});
	}
}

const env = {PATH: searchPath(), LANG: 'C.UTF-8', DEBIAN_FRONTEND: 'noninteractive', HOME: '/root'};

async function install(tree: string, wanted: readonly string[]): Promise<void> {
	const options = {env, timeout: 1_500_000, maxBuffer: 64 << 20};
	await run('debootstrap', ['--variant=minbase', 'trixie', tree], options);
	// Nothing is started while packages are configured.
	const policy = join(tree, 'usr/sbin/policy-rc.d');
	await writeFile(policy, '#!/bin/sh\nexit 101\n');
	await chmod(policy, 0o755);
	await copyFile('/etc/resolv.conf', join(tree, 'etc/resolv.conf'));
	await run('mount', ['--bind', '/proc', join(tree, 'proc')], options);
	try {
		const install = `apt-get update -qq && apt-get install -y -qq --no-install-recommends ${wanted.join(' ')} && rm -rf /var/cache/apt/archives/*.deb /var/lib/apt/lists/*`;
		await run('chroot', [tree, 'sh', '-c', install], options);
	} finally {
		await run('umount', ['-l', join(tree, 'proc')], options);
	}
}
