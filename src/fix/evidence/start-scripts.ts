import {posix} from 'node:path';
import {type Capability, type ContainerInspect, type HostAccess, type Known, known} from '../../base/index.js';
import {searchedFolders} from './entrypoint.js';
import type {ScriptNeed} from './evidence.js';

/** Commands that need a capability even as root, when a script calls them. `su` and the like write to the audit log through PAM. */
const commands: Readonly<Record<string, Capability>> = {
	su: 'AUDIT_WRITE',
	sudo: 'AUDIT_WRITE',
	runuser: 'AUDIT_WRITE',
	login: 'AUDIT_WRITE',
	chroot: 'SYS_CHROOT',
	mknod: 'MKNOD',
	setcap: 'SETFCAP',
	capsh: 'SETPCAP',
	setpriv: 'SETPCAP',
	ping: 'NET_RAW',
	arping: 'NET_RAW',
	fping: 'NET_RAW',
	nmap: 'NET_RAW',
	tcpdump: 'NET_RAW',
	traceroute: 'NET_RAW',
};
const anyCommand = new RegExp(`(?:^|[\\s;&|("'\`/])(${Object.keys(commands).join('|')})(?=[\\s;&|)"'\`]|$)`, 'gm');

/** An entrypoint, the command, and a script that one of them names. */
const MAX_SCRIPTS = 8;

/**
 * What the start of a container, and its health check, needs of commands that are over by now: from its command lines, and the scripts that
 * these name, which are read through the root directory of its first process. Scripts that these call are not read; one that cannot be
 * read makes the result unknown.
 */
export async function startScriptNeeds(
	host: Pick<HostAccess, 'readTexts'>,
	{Id: id, Config: config = {}}: ContainerInspect,
	pid: number,
): Promise<Known<readonly ScriptNeed[]>> {
	const words = [config.Entrypoint ?? [], config.Cmd ?? [], config.Healthcheck?.Test ?? []].flat();
	const found = words.flatMap(word => needsOf(word, 'command line'));
	const folders = searchedFolders(config.Env ?? []);
	for (const word of words.filter(isName).slice(0, MAX_SCRIPTS)) {
		const places = word.includes('/')
			? [posix.resolve('/', config.WorkingDir ?? '', word)]
			: folders.map(folder => `${folder}/${word}`);
		for (const path of places) {
			const texts = await host.readTexts(pid, id, path);
			// A program is larger than any script, and is not read.
			if (!texts.known) {
				if (/cannot be read$|^it is larger than /.test(texts.reason.reason)) break;
				return texts;
			}
			if (texts.value === null) continue;
			const [script] = texts.value;
			if (script?.text.startsWith('#!')) found.push(...needsOf(script.text, path));
			break;
		}
	}
	return known(found.filter((one, index) => found.findIndex(other => other.capability === one.capability) === index));
}

const isName = (word: string): boolean => word.length < 256 && !/\s/.test(word) && !word.startsWith('-');

const needsOf = (text: string, where: string): ScriptNeed[] =>
	[...text.matchAll(anyCommand)].flatMap(([, command = '']) => {
		const capability = commands[command];
		return capability === undefined ? [] : [{capability, command, where}];
	});
