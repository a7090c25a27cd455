/** How a container is made, and which ids of CIS 4.1 and section 5 it fails beyond a hardened one. */
export type LiveRow = {
	readonly name: string;
	/** Options of `docker create`; the last of an option counts, so they override the hardened ones. */
	readonly options?: readonly string[];
	/** Leaves these hardened options out. */
	readonly without?: readonly string[];
	readonly state?: 'created' | 'running' | 'paused' | 'stopped';
	readonly fails?: readonly string[];
};

/** Options of a container with which nothing is wrong; each in one word, so that a row can leave one out. */
export const hardenedOptions = [
	'--user=1000:1000',
	'--memory=64m',
	'--cpus=0.5',
	'--pids-limit=50',
	'--read-only',
	'--security-opt=no-new-privileges',
	'--network=shop',
	'--health-cmd=true',
	'--health-interval=1h',
] as const;

/** The quirks that need a real engine to show how it reports them. `SCRATCH` is a folder of the test's own. */
export const liveRows: readonly LiveRow[] = [
	{name: 'hardened', state: 'running'},
	{name: 'hardened-stopped', state: 'stopped'},
	{
		name: 'plain',
		without: hardenedOptions,
		state: 'running',
		fails: ['4.1', '5.11', '5.12', '5.13', '5.26', '5.27', '5.29', '5.30'],
	},
	{name: 'user-0-0', options: ['--user=0:0'], fails: ['4.1']},
	{name: 'user-root-root', options: ['--user=root:root'], fails: ['4.1']},
	{name: 'user-named', options: ['--user=nobody']},
	{name: 'user-named-stopped', options: ['--user=nobody'], state: 'stopped'},
	{name: 'user-toor', options: ['--user=toor'], fails: ['4.1']},
	{name: 'privileged', options: ['--privileged'], state: 'running', fails: ['5.4', '5.5', '5.18', '5.22']},
	{name: 'privileged-paused', options: ['--privileged'], state: 'paused', fails: ['5.4', '5.5', '5.18', '5.22']},
	{
		name: 'privileged-stopped-always',
		options: ['--privileged', '--restart=always'],
		fails: ['5.4', '5.5', '5.15', '5.18', '5.22'],
	},
	{name: 'cap-sys-admin', options: ['--cap-add=sys_admin'], fails: ['5.4']},
	{name: 'cap-prefix', options: ['--cap-add=CAP_SYS_PTRACE'], fails: ['5.4']},
	{name: 'cap-all', options: ['--cap-add=ALL'], fails: ['5.4']},
	{name: 'cap-default-back', options: ['--cap-drop=ALL', '--cap-add=CHOWN']},
	{name: 'net-host', without: ['--network=shop'], options: ['--network=host'], state: 'running', fails: ['5.10']},
	{name: 'net-transitive', without: ['--network=shop'], options: ['--network=container:net-host'], fails: ['5.10']},
	{name: 'pid-host', options: ['--pid=host'], state: 'running', fails: ['5.16']},
	{name: 'pid-transitive', options: ['--pid=container:pid-host'], fails: ['5.16']},
	{name: 'ipc-host', options: ['--ipc=host'], fails: ['5.17']},
	{name: 'ipc-shareable', options: ['--ipc=shareable'], state: 'running'},
	{name: 'uts-host', options: ['--uts=host'], fails: ['5.21']},
	{name: 'userns-host', options: ['--userns=host']},
	{name: 'bind-etc-ro', options: ['--volume=/etc:/host/etc:ro'], fails: ['5.6']},
	{name: 'bind-etc-rw', options: ['--volume=/etc:/host/etc'], fails: ['5.6']},
	{name: 'bind-shadow', options: ['--mount=type=bind,src=/etc/shadow,dst=/s,readonly'], fails: ['5.6']},
	{name: 'bind-harmless', options: ['--volume=SCRATCH:/etc/data:ro']},
	{name: 'volume-usr', options: ['--volume=share:/usr']},
	{name: 'volume-bind-etc', options: ['--volume=hidden:/cfg'], fails: ['5.6']},
	{name: 'inherits', options: ['--volumes-from=bind-etc-ro'], fails: ['5.6']},
	{name: 'rshared', options: ['--volume=SCRATCH:/a:rshared'], fails: ['5.20']},
	// A directory: where the host is not looked at, its destination is all there is to go by.
	{name: 'socket-named-only', options: ['--volume=SCRATCH:/var/run/docker.sock'], fails: ['5.32']},
	{name: 'run-directory', options: ['--volume=/run:/host/run:ro'], fails: ['5.6', '5.32']},
	{name: 'root-directory', options: ['--volume=/:/host:ro'], fails: ['5.6', '5.32']},
	{name: 'port-wildcard', options: ['--publish=80:80'], fails: ['5.8', '5.14']},
	{name: 'port-loopback', options: ['--publish=127.0.0.1:8081:80'], state: 'running'},
	{name: 'port-1024', options: ['--publish=127.0.0.1:1024:80']},
	{name: 'port-v6', options: ['--publish=[::]:82:80'], fails: ['5.8', '5.14']},
	{name: 'cpu-quota', without: ['--cpus=0.5'], options: ['--cpu-quota=50000']},
	{name: 'cpu-shares-default', without: ['--cpus=0.5'], options: ['--cpu-shares=1024'], fails: ['5.12']},
	{name: 'pids-unlimited', options: ['--pids-limit=-1'], fails: ['5.29']},
	{name: 'ulimit', options: ['--ulimit=nofile=1024:2048']},
	{name: 'restart-always', options: ['--restart=always'], fails: ['5.15']},
	{name: 'restart-unless-stopped', options: ['--restart=unless-stopped'], fails: ['5.15']},
	{name: 'restart-unbounded', options: ['--restart=on-failure'], fails: ['5.15']},
	{name: 'restart-5', options: ['--restart=on-failure:5']},
	{name: 'device-rule', options: ['--device-cgroup-rule=b *:* rwm'], fails: ['5.18']},
	{name: 'device', options: ['--device=/dev/null:/dev/probe:r'], fails: ['5.18']},
	{name: 'seccomp-off', options: ['--security-opt=seccomp=unconfined'], fails: ['5.22']},
	{name: 'seccomp-allows-all', options: ['--security-opt=seccomp=SCRATCH/allow-all.json'], fails: ['5.22']},
	{
		name: 'nnp-false',
		without: ['--security-opt=no-new-privileges'],
		options: ['--security-opt=no-new-privileges:false'],
		fails: ['5.26'],
	},
	{name: 'cgroup-parent', options: ['--cgroup-parent=batch.slice'], fails: ['5.25']},
	{name: 'health-none', without: ['--health-cmd=true', '--health-interval=1h'], options: ['--no-healthcheck'], fails: ['5.27']},
	{name: 'bridge', without: ['--network=shop'], options: ['--network=bridge'], fails: ['5.30']},
];

/** A command line that mentions flags of dockerd, as the newest process of the machine. */
export const spoof = 'sleep 3600; : dockerd --icc=false --userns-remap=default --no-new-privileges --live-restore';
