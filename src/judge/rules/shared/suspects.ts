import {bySeverity, type ContainerFacts, type ProcessFacts, type Severity} from '../../../base/index.js';

/** Whether the one stands behind the other. As one expression (`a.*b`) each `a` would search the rest again. */
function follows(text: string, first: RegExp, then: RegExp): boolean {
	const at = text.search(first);
	return at !== -1 && then.test(text.slice(at));
}

/** By the name of the executable, or by arguments that only a reverse shell has. SSH servers have a rule of their own. */
const suspects: readonly (readonly [name: RegExp, args: Pick<RegExp, 'test'>, severity: Severity, what: string])[] = [
	[/^(xmrig|xmr-stak|minerd|cpuminer|ethminer|t-rex|lolminer|kinsing|kdevtmpfsi|ccminer|nbminer)/, /^/, 'high', 'a cryptominer'],
	[/^/, /stratum\+(tcp|ssl):\/\//, 'high', 'a cryptominer'],
	// Scripts that wait for a port open /dev/tcp too; a reverse shell also redirects its input or output there.
	[
		/^/,
		{test: args => follows(args, /sh\s+-i\b/, /\/dev\/(tcp|udp)\//) || follows(args, /\/dev\/(tcp|udp)\/\S/, /[<>]&\d/)},
		'high',
		'a reverse shell',
	],
	[/^(nc|ncat|netcat|nc\.\w+|socat)$/, /(\s-(?=\w*e)\w+\s|exec:|\/bin\/(ba)?sh)/i, 'high', 'a shell bound to a socket'],
	[/^(nmap|masscan|zmap|hydra|medusa|chisel|frpc|ngrok|gost)$/, /^/, 'high', 'an attack or tunnelling tool'],
	[/^(nc|ncat|netcat|nc\.\w+|socat)$/, /^(?!.*\s-\w*z)/, 'medium', 'a connection relay'],
	[/^(cron|crond|atd|systemd|supervisord|runit|s6-svscan)$/, /^/, 'low', 'a process supervisor or scheduler'],
];

const servers =
	/^(nginx|apache2|httpd|php-fpm[\d.]*|java|node|postgres|mysqld|mariadbd|redis-server|memcached|gunicorn|uwsgi|caddy|haproxy|lighttpd)$/;
const shells = /^(ba|da|a|z|k)?sh$/;

type Suspect = {readonly process: ProcessFacts; readonly severity: Severity; readonly what: string};

/** Processes that do not belong to a service, worst first. */
export function suspectsOf({processes}: ContainerFacts): Suspect[] {
	if (!processes.known) return [];
	const byPid = new Map(processes.value.map(process => [process.pid, process]));
	return processes.value
		.flatMap((process): Suspect[] => {
			const match = suspects.find(([name, args]) => name.test(process.command) && args.test(process.args));
			if (match !== undefined) return [{process, severity: match[2], what: match[3]}];
			const parent = byPid.get(process.parent);
			const served = shells.test(process.command) && parent !== undefined && servers.test(parent.command);
			return served ? [{process, severity: 'medium', what: `a shell started by ${parent.command}`}] : [];
		})
		.sort((a, b) => bySeverity(a.severity, b.severity));
}
