// A real engine on a host without a history: network, mount and UTS namespaces of its own, file systems in memory. Its paths are the
// usual ones of a fresh host, nothing of this machine gets into its answers, and nothing stays behind.

import {execFile, spawn} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {request} from 'node:http';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {promisify} from 'node:util';

const run = promisify(execFile);

const host = `
	hostname "$1"; shift; ip link set lo up
	for place in /var/lib /run /srv /opt; do mount -t tmpfs tmpfs $place; mount --make-shared $place; done
	mkdir -p /opt/shop/config /opt/shop/data /srv/backup /var/lib/containers /run/lock; ln -s /etc /opt/shop/linked; touch /opt/shop/config/app.yml
	for file in passwd group subuid subgid; do cp /etc/$file /run/$file; mount --bind /run/$file /etc/$file; done
	echo dockremap:x:990:990::/:/bin/false >>/run/passwd; echo dockremap:x:990: >>/run/group
	echo dockremap:100000:65536 >>/run/subuid; echo dockremap:100000:65536 >>/run/subgid
	exec "$@"`;

/**
 * Starts an engine on a fresh host and waits until its socket answers. Needs root.
 *
 * @param socket   its unix socket, as the fresh host sees it; `socketPath` of the result is the same as this machine sees it
 * @param program  the engine and its arguments
 */
export async function startNeutralEngine({hostname, socket, program, env = {}}) {
	const home = mkdtempSync(join(tmpdir(), 'neutral-engine-'));
	const namespaces = ['--net', '--mount', '--uts', '--propagation', 'private'];
	const child = spawn('unshare', [...namespaces, 'sh', '-ec', host, 'sh', hostname, ...program], {
		env: {PATH: process.env.PATH, HOME: '/var/lib', LANG: 'C.UTF-8', ...env},
		stdio: ['ignore', 'ignore', 'inherit'],
	});
	const socketPath = `/proc/${child.pid}/root${socket}`;
	for (let tries = 0; tries < 600; tries++) {
		if ((await get(socketPath, '/_ping').catch(() => null)) !== null) break;
		await sleep(100);
	}
	const docker = async (...args) =>
		(
			await run('docker', ['-H', `unix://${socketPath}`, ...args], {
				env: {PATH: process.env.PATH, HOME: home, DOCKER_BUILDKIT: '0'},
				maxBuffer: 1e8,
			})
		).stdout.trim();
	const stop = async () => {
		// One whose namespace another has joined can only go after it.
		for (let round = 0, ids = null; ids !== '' && round < 6; round++) {
			ids = await docker('ps', '-aq');
			for (const id of ids.split('\n')) if (id !== '') await docker('rm', '-f', id).catch(() => sleep(10));
		}
		child.kill('SIGTERM');
		await new Promise(resolve => child.once('exit', resolve));
		rmSync(home, {recursive: true, force: true});
	};
	return {docker, stop, socketPath, get: url => get(socketPath, url)};
}

function get(socketPath, path) {
	return new Promise((resolve, reject) => {
		const asked = request({socketPath, path, timeout: 60_000}, answer => {
			let body = '';
			answer.setEncoding('utf8').on('data', chunk => {
				body += chunk;
			});
			answer.on('end', () => {
				if (answer.statusCode !== 200) return reject(new Error(`${path}: ${answer.statusCode} ${body}`));
				resolve(path === '/_ping' ? body : JSON.parse(body));
			});
		});
		asked.on('error', reject).end();
	});
}
