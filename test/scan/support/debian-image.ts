import {execFile} from 'node:child_process';
import {copyFile, lstat, mkdir, readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {findProgram, searchPath} from '../../support/engine-binaries.js';

const execute = promisify(execFile);
const options = {env: {PATH: searchPath(), LC_ALL: 'C'}, maxBuffer: 1 << 28};
/** A program of the host; gives its stdout. */
export const hostProgram = async (name: string, ...args: string[]): Promise<string> =>
	(await execute(name, args, options)).stdout;

/** Why an image cannot be made of this host's own packages; `null` when it can. */
export async function whyNoDebianHost(packages: readonly string[]): Promise<string | null> {
	if ((await findProgram('dpkg-query')) === null) return 'no dpkg';
	return hostProgram('dpkg-query', '--show', ...packages).then(
		() => null,
		() => `${packages.join(', ')} are not all installed`,
	);
}

/** Packages of this host with what they depend on, as far as it is installed. */
export async function withDependencies(names: readonly string[]): Promise<string[]> {
	const depends = ['depends', '--recurse', '--installed', '--no-recommends', '--no-suggests', '--no-conflicts', '--no-breaks'];
	const stdout = await hostProgram('apt-cache', ...depends, '--no-replaces', '--no-enhances', ...names);
	const all = new Set(
		stdout
			.split('\n')
			.filter(line => /^[a-z0-9]/.test(line))
			.map(line => line.replace(/:.*$/, '')),
	);
	// biome-ignore lint/suspicious/noTemplateCurlyInString: a format of dpkg-query
	const installed = await hostProgram('dpkg-query', '--show', '--showformat', '${Package} ${db:Status-Status}\n');
	return installed
		.split('\n')
		.flatMap(line => (line.endsWith(' installed') ? [line.split(' ')[0] ?? ''] : []))
		.filter(name => all.has(name));
}

/** Files, file lists and the database of some packages, as dpkg would have unpacked them. */
export async function copyPackages(root: string, names: readonly string[]): Promise<void> {
	for (const [link, target] of [
		['bin', 'usr/bin'],
		['sbin', 'usr/sbin'],
		['lib', 'usr/lib'],
		['lib64', 'usr/lib64'],
	] as const) {
		await mkdir(join(root, target), {recursive: true});
		await hostProgram('ln', '-s', target, join(root, link));
	}
	const list = join(root, '..', 'files');
	const stdout = await hostProgram('dpkg-query', '--listfiles', ...names);
	const files = stdout.split('\n').filter(path => path.startsWith('/') && !/^\/usr\/share\/(doc|man|locale|info)/.test(path));
	const kept: string[] = [];
	for (const path of new Set(files)) {
		const state = await lstat(path).catch(() => null);
		if (state !== null && !state.isDirectory()) kept.push(path);
	}
	await writeFile(list, kept.map(path => path.replace(/^\/(bin|sbin|lib|lib64)\//, '/usr/$1/').slice(1)).join('\n'));
	const copy = `tar --create --directory / --files-from '${list}' --ignore-failed-read | tar --extract --directory '${root}'`;
	await hostProgram('sh', '-c', copy);
	const info = join(root, 'var/lib/dpkg/info');
	await mkdir(info, {recursive: true});
	for (const name of names)
		for (const suffix of ['', ':amd64', ':arm64'])
			await copyFile(`/var/lib/dpkg/info/${name}${suffix}.list`, join(info, `${name}${suffix}.list`)).catch(() => undefined);
	const status = await hostProgram('dpkg-query', '--status', ...names);
	await writeFile(join(root, 'var/lib/dpkg/status'), `${status}\n`);
	await mkdir(join(root, 'etc'), {recursive: true});
	await writeFile(join(root, 'etc/os-release'), 'ID=debian\nVERSION_ID="13"\n');
}

/** By dpkg's own search, from what the kernel says is mapped as code: nothing of dockscope takes part. */
export async function ownersOfMapped(pids: readonly string[]): Promise<string[]> {
	const files = new Set<string>();
	for (const pid of pids) {
		for (const line of (await readFile(`/proc/${pid}/maps`, 'utf8')).split('\n')) {
			const path = / r-xp .*?(\/\S+)$/.exec(line)?.[1];
			if (path !== undefined) files.add(path);
		}
	}
	const owners = new Set<string>();
	for (const path of files) {
		// biome-ignore lint/suspicious/noTemplateCurlyInString: an expansion of the shell
		const stdout = await hostProgram('sh', '-c', 'dpkg-query --search "$1" "${1#/usr}" 2>/dev/null || true', 'sh', path);
		for (const line of stdout.split('\n')) {
			const name = /^([a-z0-9][a-z0-9.+-]*)(?::\w+)?: /.exec(line)?.[1];
			if (name !== undefined) owners.add(name);
		}
	}
	return [...owners].sort();
}
