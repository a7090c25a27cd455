/** A container to make: the arguments of `docker create`, and what is special about it. `@blue` stands for the id of the network. */
export type RoundTripCase = {
	readonly what: string;
	readonly args: readonly string[];
	readonly image?: 'rich' | 'foreign';
	readonly run?: readonly string[];
};

const profile = '--security-opt seccomp=own.json'.split(' ');

/** Hard cases of the round trip: the 21 on which the peers were measured, and those that this engine can refuse or rewrite. */
export const roundTripCases: readonly RoundTripCase[] = [
	{what: 'nothing at all', args: []},
	{
		what: 'quoting in env, label and command',
		args: ['--env', 'A=one\ntwo', '--env', 'B=\'$HOME\' `id` "x"', '--label', 'c=it\'s $(id)\n"', '--env', 'D=-x', '--env', 'E='],
		run: ['sh', '-c', 'echo "$A" \'q\'\n`id`', '--', '-n', ''],
	},
	{what: 'control and bidi characters', args: ['--env', 'A=\u001b[31m\u202e\u200b\t', '--label', 'b=\u0007\u009b']},
	{what: 'a variable taken from the image', args: ['--env', 'GIVEN'], image: 'rich'},
	{what: 'env and labels of the image, one changed', args: ['--env', 'GIVEN=other', '--label', 'maker=me'], image: 'rich'},
	{what: 'binds with modes', args: ['--volume', 'named:/n:ro', '--volume', '/tmp:/t:ro,rslave', '--volume', 'nc:/nc:nocopy']},
	{what: 'an anonymous volume', args: ['--volume', '/anonymous', '--volume', '/second']},
	{what: 'volumes of the image', args: [], image: 'rich'},
	{
		what: 'mounts in long form',
		args: [
			...['--mount', 'type=bind,source=/tmp,target=/b,readonly,bind-propagation=rslave'],
			...['--mount', 'type=bind,source=/tmp,target=/c,bind-recursive=disabled'],
			...['--mount', 'type=volume,source=vv,target=/v,volume-nocopy,volume-label=a=b'],
			...['--mount', '"type=volume","target=/with,comma"'],
			...['--mount', 'type=tmpfs,target=/t,tmpfs-size=1048576,tmpfs-mode=1770'],
		],
	},
	{
		what: 'a mount of a volume made with driver options',
		args: ['--mount', 'type=volume,source=opts,target=/o,volume-driver=local,volume-opt=type=tmpfs,volume-opt=device=tmpfs'],
	},
	{what: 'a mount with quotes and spaces in its target', args: ['--mount', 'type=volume,"target=/it\'s a ""quote"""']},
	{what: 'tmpfs with and without options', args: ['--tmpfs', '/run', '--tmpfs', '/cache:rw,noexec,size=64m,mode=1777,uid=33']},
	{what: 'volumes of another container', args: ['--volumes-from', 'anchor:ro']},
	{what: 'swap without a limit', args: ['--memory', '64m', '--memory-swap', '-1']},
	{what: 'swap equal to memory', args: ['--memory', '64m', '--memory-swap', '64m', '--memory-reservation', '32m']},
	{what: 'swappiness of zero', args: ['--memory', '64m', '--memory-swappiness', '0']},
	{what: 'oom settings', args: ['--memory', '32m', '--oom-kill-disable', '--oom-score-adj', '-500']},
	{what: 'cpu by count', args: ['--cpus', '0.75', '--cpuset-cpus', '0', '--cpu-shares', '512']},
	{what: 'cpu by quota', args: ['--cpu-period', '50000', '--cpu-quota', '25000', '--cpuset-mems', '0']},
	{
		what: 'pids, shm and ulimits',
		args: '--pids-limit 64 --shm-size 128m --ulimit nofile=1024:2048 --ulimit core=0 --ulimit memlock=-1:-1'.split(' '),
	},
	{what: 'pids without a limit', args: ['--pids-limit', '-1']},
	{what: 'sysctls', args: ['--sysctl', 'net.ipv4.ip_unprivileged_port_start=1024', '--sysctl', 'net.core.somaxconn=512']},
	{
		what: 'block io',
		args: [
			...'--blkio-weight 300 --device-read-bps /dev/null:1mb --device-write-iops /dev/null:100 --blkio-weight-device'.split(' '),
			...'/dev/null:200'.split(' '),
		],
	},
	{
		what: 'a shell health check with odd durations',
		args: [
			'--health-cmd',
			'test "$A" = \'b\' || exit 1',
			...'--health-interval 1500ms --health-timeout 1000001us --health-retries 7 --health-start-period 90s'.split(' '),
			...'--health-start-interval 2s'.split(' '),
		],
	},
	{what: 'no health check over the image’s', args: ['--no-healthcheck'], image: 'rich'},
	{what: 'one field of the image’s health check changed', args: ['--health-interval', '77s'], image: 'rich'},
	{what: 'devices', args: ['--device', '/dev/null', '--device', '/dev/zero:/dev/nought:r', '--device-cgroup-rule', 'c 1:3 rw']},
	{what: 'a gpu by number', args: ['--gpus', '"device=0,1",capabilities=utility']},
	{what: 'all gpus', args: ['--gpus', 'all']},
	{
		what: 'two networks with aliases and addresses',
		args: ['--network', 'name=blue,alias=one,alias=two,ip=172.28.5.5', '--network', 'name=green,alias=three'],
	},
	{
		what: 'one network by its short form',
		args: ['--network', 'blue', '--network-alias', 'x', '--ip', '172.28.7.7', '--link-local-ip', '169.254.9.9'],
	},
	{what: 'an IPv6 address of a network', args: ['--network', 'name=six,ip6=fd42::99']},
	{what: 'a driver option of an endpoint', args: ['--network', 'name=blue,driver-opt=com.example.key=value']},
	{what: 'a chosen MAC address', args: ['--mac-address', '02:11:22:33:44:55']},
	{
		what: 'ports: ranges, udp, addresses, random',
		args: [
			...'-p 8080:80 -p 127.0.0.1:53:53/udp -p [::1]:9000:90 -p 7000-7003:7000-7003 -p 99 -p 127.0.0.1::98 -p'.split(' '),
			...'6000-6010:6'.split(' '),
		],
	},
	{what: 'expose and publish all', args: ['--expose', '1234', '--expose', '5000-5002/udp', '-P']},
	{what: 'ports of the image', args: ['-p', '8000:80'], image: 'rich'},
	{what: 'the host’s network', args: ['--network', 'host']},
	{what: 'no network', args: ['--network', 'none']},
	{what: 'the network of a container', args: ['--network', 'container:anchor']},
	{what: 'a legacy link', args: ['--link', 'anchor:database']},
	{what: 'a link on a network of one’s own', args: ['--network', 'blue', '--link', 'anchor:database']},
	{
		what: 'names and servers',
		args: '--dns 9.9.9.9 --dns-option ndots:2 --dns-search . --add-host up:host-gateway --add-host six:fd00::1'.split(' '),
	},
	{what: 'host namespaces', args: ['--pid', 'host', '--ipc', 'host', '--uts', 'host', '--cgroupns', 'host']},
	{what: 'shareable ipc, private cgroups', args: ['--ipc', 'shareable', '--cgroupns', 'private']},
	{what: 'namespaces of a container', args: ['--pid', 'container:anchor', '--ipc', 'container:anchor']},
	{what: 'privileged', args: ['--privileged']},
	{what: 'capabilities in several spellings', args: ['--cap-drop', 'all', '--cap-add', 'CAP_NET_ADMIN', '--cap-add', 'sys_time']},
	{
		what: 'security options',
		args: ['--security-opt', 'no-new-privileges', '--security-opt', 'seccomp=unconfined', '--security-opt', 'label=user:me'],
	},
	{what: 'unmasked system paths', args: ['--security-opt', 'systempaths=unconfined']},
	{what: 'a seccomp profile of one’s own', args: profile},
	{
		what: 'read-only, groups, user namespace',
		args: ['--read-only', '--group-add', 'nobody', '--group-add', '1234', '--userns', 'host'],
	},
	{what: 'user and working directory with a space', args: ['--user', '1000:1000', '--workdir', '/a b/$c']},
	{what: 'root over the image’s user', args: ['--user', '0', '--workdir', '/'], image: 'rich'},
	{what: 'an emptied entrypoint', args: ['--entrypoint', ''], image: 'rich', run: ['sh', '-c', 'true']},
	{what: 'the image’s entrypoint with its command cleared', args: ['--entrypoint', '/bin/busybox'], image: 'rich'},
	{what: 'another entrypoint', args: ['--entrypoint', '/bin/a b'], image: 'rich', run: ['x', '$y']},
	{what: 'arguments for the image’s entrypoint', args: [], image: 'rich', run: ['sleep', '5']},
	{what: 'terminal, stdin, names', args: ['-it', '--hostname', 'somebody', '--domainname', 'example.org']},
	{what: 'removed at its end', args: ['--rm']},
	{what: 'restart and stop', args: ['--restart', 'on-failure:5', '--stop-signal', 'SIGQUIT', '--stop-timeout', '0', '--init']},
	{what: 'no init although asked', args: ['--init=false', '--restart', 'unless-stopped']},
	{what: 'logging', args: ['--log-driver', 'local', '--log-opt', 'max-size=5m', '--log-opt', 'max-file=2']},
	{what: 'logging of the default driver', args: ['--log-opt', 'max-size=5m', '--log-opt', 'labels=it\'s,"two"']},
	{
		what: 'annotations, cgroup parent, runtime',
		args: ['--annotation', 'a.b=c d', '--annotation', 'e=', '--cgroup-parent', '/own', '--runtime', 'runc'],
	},
	{what: 'an image by its id', args: ['--cpu-shares', '100']},
];
