import fc from 'fast-check';
import {hostileText} from '../support/hostile-text.js';

/** Arguments of `docker create`, with hostile text wherever the engine takes any text at all, and those of the container. */
export const hostileArguments = fc
	.record({
		env: fc.array(fc.tuple(fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,5}$/), hostileText), {maxLength: 3}),
		labels: fc.array(fc.tuple(fc.stringMatching(/^[a-z][a-z.-]{0,8}$/), hostileText), {maxLength: 3}),
		health: fc.option(hostileText.filter(text => text !== '')),
		entrypoint: fc.option(hostileText.filter(text => text !== '')),
		workdir: fc.option(hostileText),
		target: fc.option(hostileText.filter(text => !/[\r\n]/.test(text))),
		readOnly: fc.boolean(),
		capabilities: fc.subarray(['CHOWN', 'SETUID', 'NET_RAW', 'SYS_TIME']),
		memory: fc.option(fc.integer({min: 8 << 20, max: 1 << 30})),
		port: fc.option(fc.record({host: fc.integer({min: 1, max: 65535}), inside: fc.integer({min: 1, max: 65535})})),
		network: fc.constantFrom<string[]>([], ['blue'], ['green', 'six'], ['none'], ['host']),
		alias: fc.option(hostileText.filter(text => text.trim() !== '' && !/[\r\n]/.test(text))),
		tmpfs: fc.option(hostileText.filter(text => !text.includes(':'))),
		annotation: fc.option(hostileText),
		hostname: fc.option(fc.stringMatching(/^[a-z][a-z0-9]{0,9}$/)),
		user: fc.option(hostileText),
		logTag: fc.option(hostileText),
		stopTimeout: fc.option(fc.integer({min: -1, max: 1000})),
		restart: fc.constantFrom('no', 'always', 'unless-stopped', 'on-failure:3'),
		security: fc.subarray('no-new-privileges seccomp=unconfined seccomp=own.json label=type:t systempaths=unconfined'.split(' ')),
		limits: fc.subarray(
			'--pids-limit=9 --cpus=0.3 --shm-size=1m --ulimit=nofile=9:99 --cpu-shares=3 --oom-score-adj=5'.split(' '),
		),
		switches: fc.subarray(['--init', '--tty', '--interactive', '--publish-all', '--no-healthcheck', '--privileged']),
		groups: fc.array(fc.integer({min: 0, max: 70_000}).map(String), {maxLength: 2}),
		hosts: fc.array(fc.ipV4(), {maxLength: 2}),
		command: fc.array(hostileText, {maxLength: 4}),
	})
	.map(made => ({
		args: [
			...made.env.flatMap(([key, value]) => ['--env', `${key}=${value}`]),
			...made.labels.flatMap(([key, value]) => ['--label', `${key}=${value}`]),
			...(made.health === null ? [] : ['--health-cmd', made.health]),
			...(made.entrypoint === null ? [] : ['--entrypoint', made.entrypoint]),
			...(made.workdir === null ? [] : ['--workdir', `/${made.workdir}`]),
			...(made.target === null ? [] : ['--mount', `type=volume,"target=/t${made.target.replaceAll('"', '""')}"`]),
			...(made.readOnly ? ['--read-only'] : []),
			...made.capabilities.flatMap(name => ['--cap-add', name]),
			...(made.memory === null ? [] : ['--memory', `${made.memory}b`]),
			...made.network.flatMap((name, index) => [
				'--network',
				made.alias === null || ['none', 'host'].includes(name) || index > 0
					? name
					: `name=${name},"alias=a${made.alias.replaceAll('"', '""')}"`,
			]),
			...(made.tmpfs === null ? [] : ['--tmpfs', `/s${made.tmpfs}`]),
			...(made.annotation === null ? [] : ['--annotation', `a.b=${made.annotation}`]),
			...(made.hostname === null ? [] : ['--hostname', made.hostname]),
			...(made.user === null ? [] : ['--user', made.user]),
			...(made.logTag === null ? [] : ['--log-opt', `tag=${made.logTag}`]),
			...(made.stopTimeout === null ? [] : ['--stop-timeout', String(made.stopTimeout)]),
			...['--restart', made.restart],
			...made.security.flatMap(text => ['--security-opt', text]),
			...made.limits,
			...made.switches.filter(name => name !== '--no-healthcheck' || made.health === null),
			...made.groups.flatMap(group => ['--group-add', group]),
			...made.hosts.flatMap((address, index) => ['--add-host', `h${index}:${address}`]),
			...(made.port === null ? [] : ['--publish', `${made.port.host}:${made.port.inside}/udp`]),
		],
		command: made.command,
	}));
