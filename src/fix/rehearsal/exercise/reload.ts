import {setTimeout as sleep} from 'node:timers/promises';
import {hasCode, isInContainer, openTree, ownValue, sanitise} from '../../../base/index.js';
import {processesOnHost} from '../../evidence/host-processes.js';
import type {ExerciseStep} from './step.js';

/**
 * Programs that document a signal to read their configuration again without an end. Others may end on it, as is the default.
 * @source nginx.org "Controlling nginx"; httpd "Stopping and Restarting"; haproxy management.txt 4 (only as a master); sshd(8), dnsmasq(8),
 * master(8) of Postfix, named(8), mosquitto(8), unbound(8), PostgreSQL "Managing configuration"; mariadbd "Signals"; lighttpd(8); squid(8);
 * snmpd(8); proftpd(8); vsftpd(8); rsyslogd(8); dovecot(1); exim(8)
 */
const reloads: Readonly<Record<string, NodeJS.Signals>> = {
	nginx: 'SIGHUP',
	apache2: 'SIGUSR1',
	httpd: 'SIGUSR1',
	haproxy: 'SIGUSR2',
	sshd: 'SIGHUP',
	dnsmasq: 'SIGHUP',
	master: 'SIGHUP',
	named: 'SIGHUP',
	mosquitto: 'SIGHUP',
	unbound: 'SIGHUP',
	postgres: 'SIGHUP',
	mariadbd: 'SIGHUP',
	mysqld: 'SIGHUP',
	lighttpd: 'SIGUSR1',
	squid: 'SIGHUP',
	snmpd: 'SIGHUP',
	proftpd: 'SIGHUP',
	vsftpd: 'SIGHUP',
	rsyslogd: 'SIGHUP',
	dovecot: 'SIGHUP',
	exim4: 'SIGHUP',
	exim: 'SIGHUP',
};

/** Milliseconds for new workers, and what they log. */
const settling = 1500;

/**
 * Sends a program of a twin the signal on which it reads its configuration again; `null` when none documents one. The caller sees
 * what came of it.
 */
export async function reload({id, pid}: {readonly id: string; readonly pid: number}): Promise<ExerciseStep | null> {
	const tree = openTree('/');
	const list = processesOnHost(tree, pid);
	if (!list.known) return null;
	const pids = new Map(list.value.map(one => [one.pid, one]));
	for (const one of list.value) {
		const signal = signalFor(String(one.command), String(one.args));
		const parent = one.parent === null ? undefined : pids.get(one.parent);
		// Its own children have the same name.
		if (signal === null || one.pid === null || parent?.command === one.command) continue;
		if (!isInContainer(tree, one.pid, id) || !send(one.pid, signal)) continue;
		await sleep(settling);
		return {name: 'reload', outcome: `${one.command}`, says: sanitise(`reload (${signal} to ${one.command})`), isLong: true};
	}
	return null;
}

/**
 * The signal on which a program reads its configuration again, `null` when it documents none. The name decides, but for two: HAProxy
 * reloads only as a master, and busybox has an httpd too. Apache's is known by its path, or by options that busybox does not have.
 *
 * @param args  its command line, joined by spaces
 * @source httpd(8), `-D` and `-k`; haproxy management.txt 3, `-W` and `-Ws`; busybox networking/httpd.c
 */
export function signalFor(command: string, args: string): NodeJS.Signals | null {
	if (command === 'haproxy' && !/ -(W|Ws)\b/.test(args)) return null;
	if (command === 'httpd' && !/^\S*apache|\s(-D|-k\s+\w)/.test(args)) return null;
	if (command === 'master' && !args.includes('postfix')) return null;
	return ownValue(reloads, command) ?? null;
}

function send(pid: number, signal: NodeJS.Signals): boolean {
	try {
		return process.kill(pid, signal);
	} catch (error) {
		if (hasCode(error, 'ESRCH', 'EPERM')) return false;
		throw error;
	}
}
