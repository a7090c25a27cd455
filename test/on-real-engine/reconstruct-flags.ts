import type {RoundTripCase} from './reconstruct-cases.js';

const split = (text: string): string[] => text.split(' ');

/** Flags in combinations and with values that were not thought of when the reconstruction was written. */
export const flagCases: readonly RoundTripCase[] = [
	// Environment, labels, annotations.
	{what: 'a variable given as the image has it', args: ['--env', 'Z=1', '--env', 'GIVEN=image', '--env', 'A=2'], image: 'rich'},
	{what: 'a variable given twice', args: ['--env', 'A=1', '--env', 'A=2', '--env', 'GIVEN=']},
	{what: 'the path changed and its order', args: ['--env', 'LAST=1', '--env', 'PATH=/opt/x:$PATH:~'], image: 'rich'},
	{what: 'a variable file', args: ['--env-file', 'variables.env'], image: 'rich'},
	{what: 'a label file', args: ['--label-file', 'labels.env']},
	{
		what: 'a label with a newline, equals and no value',
		args: ['--label', 'a=b=c\n=d', '--label', 'bare', '--label', '-x=-y', '--label', 'éü=☃ '],
	},
	{
		what: 'a label given as the image has it, and one emptied',
		args: ['--label', 'maker=somebody', '--label', 'other'],
		image: 'rich',
	},
	{what: 'the image’s label emptied', args: ['--label', 'maker='], image: 'rich'},
	{what: 'annotations with hostile text', args: ['--annotation', 'a=`id`\n$x', '--annotation', 'b=c=d', '--annotation', 'q=\'"']},
	// The process.
	{what: 'the image’s command given again', args: [], image: 'rich', run: ['httpd', '-f']},
	{
		what: 'the image’s entrypoint and command given again',
		args: ['--entrypoint', '/bin/busybox'],
		image: 'rich',
		run: ['httpd', '-f'],
	},
	{what: 'an entrypoint that begins with a dash', args: ['--entrypoint', '-x'], run: ['--', '-y', '']},
	{what: 'an emptied entrypoint without arguments', args: ['--entrypoint', ''], image: 'rich', run: ['']},
	{
		what: 'an entrypoint of a shell script',
		args: ['--entrypoint', 'sh -c "$0"\n\'x\''],
		run: ['a\nb', '\\', '!', '~', '*', '#x', '{a,b}', '%s'],
	},
	{
		what: 'the image’s user and directory given again',
		args: ['--user', 'nobody', '--workdir', '/var', '--stop-signal', 'SIGINT'],
		image: 'rich',
	},
	{what: 'a user with hostile text', args: ['--user', "o'neil:$(id)"]},
	{what: 'a directory that needs cleaning', args: ['--workdir', '/a//b/../c/']},
	{what: 'an emptied user and directory', args: ['--user', '', '--workdir', ''], image: 'rich'},
	{what: 'signals by number and real-time', args: ['--stop-signal', 'SIGRTMIN+3', '--stop-timeout', '-1']},
	{what: 'a signal by number', args: ['--stop-signal', '9', '--stop-timeout', '3600'], image: 'rich'},
	{what: 'stdin without a terminal', args: split('--interactive')},
	{what: 'a terminal alone', args: ['--tty']},
	{what: 'short flags run together', args: split('-itu1:2 -w/x -hname -c77 -m9m -eA=b -lx=y')},
	{what: 'a hostname with dots', args: split('--hostname a.b.example.org --domainname c.example')},
	{what: 'the hostname on the host’s network', args: split('--network host --hostname other')},
	// Health checks.
	{what: 'an interval without a check', args: split('--health-interval 5s')},
	{what: 'a health check with hostile text', args: ['--health-cmd', '-e `x` $HOME\n\'"\\', '--health-retries', '1']},
	{
		what: 'retries of the image’s health check changed',
		args: split('--health-retries 2 --health-timeout 3m --health-start-period 1h1m1s'),
		image: 'rich',
	},
	{what: 'another health check over the image’s', args: ['--health-cmd', 'false'], image: 'rich'},
	{what: 'the image’s health check given again', args: ['--health-cmd', 'true', '--health-retries', '9'], image: 'rich'},
	{what: 'no health check where there is none', args: ['--no-healthcheck']},
	{
		what: 'sub-second health times',
		args: split(
			'--health-cmd true --health-interval 1.5s --health-timeout 1ms --health-start-period 1234567us --health-start-interval 1h',
		),
	},
	// Limits.
	{what: 'swap without limit nor memory', args: split('--memory-swap -1')},
	{what: 'odd sizes', args: split('--memory 6291457b --memory-swap 7000001 --memory-reservation 6291456 --shm-size 65537')},
	{what: 'shm of the default size and a swappiness', args: split('--shm-size 64m --memory-swappiness 100 --memory 10m')},
	{what: 'cpus with many digits', args: split('--cpus 0.123456789')},
	{what: 'a tiny share of a cpu', args: split('--cpus 0.01 --cpuset-cpus 0-1,1 --cpu-shares 2')},
	{what: 'pids of zero', args: split('--pids-limit 0')},
	{
		what: 'every kind of ulimit',
		args: split(
			'--ulimit cpu=10 --ulimit fsize=-1 --ulimit nproc=5:6 --ulimit rtprio=0 --ulimit stack=1:-1 --ulimit sigpending=7',
		),
	},
	{what: 'sysctls with spaces', args: ['--sysctl', 'net.ipv4.ping_group_range=0 2147483647', '--sysctl', 'kernel.msgmax=65536']},
	{
		what: 'every block io flag',
		args: split(
			'--blkio-weight 10 --device-read-bps /dev/null:1 --device-write-bps /dev/null:3kb --device-read-iops /dev/null:5 --device-write-iops /dev/zero:7 --blkio-weight-device /dev/zero:1000 --blkio-weight-device /dev/null:10',
		),
	},
	{what: 'oom score at its ends', args: split('--oom-score-adj 1000')},
	// Devices.
	{
		what: 'devices with permissions',
		args: split('--device /dev/zero:rw --device /dev/null:/dev/x:mrw --device /dev/full:/dev/full:rwm'),
	},
	{what: 'device rules', args: ['--device-cgroup-rule', 'a *:* rwm', '--device-cgroup-rule', 'b 8:* m']},
	{
		what: 'a device by its CDI name',
		args: split('--device vendor.com/class=name --device /dev/null --device vendor.com/class=other'),
	},
	{what: 'a number of gpus of a driver', args: ['--gpus', '2,driver=nvidia,"capabilities=compute,utility"']},
	{what: 'gpu options with commas', args: ['--gpus', 'all,"options=a=b,""c=d,e"""']},
	// Privileges.
	{
		what: 'privileged with capabilities and an explicit label',
		args: split('--privileged --cap-drop NET_RAW --security-opt label=disable'),
	},
	{
		what: 'privileged with a profile',
		args: split('--privileged --security-opt seccomp=own.json --security-opt apparmor=unconfined'),
	},
	{what: 'all capabilities added, one dropped', args: split('--cap-add ALL --cap-drop sys_module --cap-drop CAP_SYS_TIME')},
	{what: 'a capability both added and dropped', args: split('--cap-add chown --cap-drop CHOWN')},
	{
		what: 'new privileges allowed in words',
		args: split(
			'--security-opt no-new-privileges:false --security-opt label=type:svirt_apache_t --security-opt label=level:s0:c1,c2',
		),
	},
	{
		what: 'new privileges by equals',
		args: split('--security-opt no-new-privileges=true --security-opt seccomp=builtin --security-opt apparmor=docker-default'),
	},
	{what: 'labels off beside the host’s processes', args: split('--pid host --security-opt label=disable')},
	{what: 'ipc of none', args: split('--ipc none')},
	{what: 'ipc said although the default', args: split('--ipc private --cgroupns host --isolation default --userns host')},
	{what: 'groups with odd names', args: split('--group-add 0 --group-add nobody --group-add 4294967294')},
	{what: 'uts of the host on a network of one’s own', args: split('--uts host --network green')},
	{what: 'a runtime by its shim', args: split('--runtime io.containerd.runc.v2 --cgroup-parent system.slice/x')},
	// The rest.
	{what: 'restart policies', args: split('--restart always')},
	{what: 'on failure without a count', args: split('--restart on-failure')},
	{what: 'restart said although the default, removed at its end', args: split('--restart no --rm')},
	{what: 'no logs', args: split('--log-driver none')},
	{
		what: 'logs that do not block',
		args: [
			...'--log-driver json-file --log-opt mode=non-blocking --log-opt max-buffer-size=4m --log-opt'.split(' '),
			...'tag={{.Name}}/{{.ID}} --log-opt env-regex=^(a|b)$'.split(' '),
		],
	},
	{
		what: 'logs to an address',
		args: ['--log-driver', 'syslog', '--log-opt', 'syslog-address=udp://1.2.3.4:1111', '--log-opt', 'tag=a b$c'],
	},
	{what: 'flags that leave no trace', args: split('--pull never --quiet --disable-content-trust --platform linux/amd64')},
	{what: 'an image of another architecture', args: split('--platform linux/arm64'), image: 'foreign'},
];

/** Flags of `docker create` and `docker run` that do not reach the engine, or reach it as values of other flags. */
export const traceless: Readonly<Record<string, string>> = {
	'--cidfile': 'said: the file must not be there',
	'--detach': 'in every command',
	'--detach-keys': 'of the client',
	'--attach': 'of the client; said when some streams alone are attached',
	'--help': 'of the client',
	'--name': 'in every command',
	'--sig-proxy': 'of the client',
	'--cpu-rt-period': 'needs a kernel with real-time groups: test/fix/lost-settings.test.ts',
	'--cpu-rt-runtime': 'needs a kernel with real-time groups: test/fix/lost-settings.test.ts',
	'--cpu-count': 'Windows: test/fix/lost-settings.test.ts',
	'--cpu-percent': 'Windows: test/fix/lost-settings.test.ts',
	'--io-maxbandwidth': 'Windows: test/fix/lost-settings.test.ts',
	'--io-maxiops': 'Windows: test/fix/lost-settings.test.ts',
	'--kernel-memory': 'refused since API 1.42: test/fix/lost-settings.test.ts',
	'--storage-opt': 'needs a data root on XFS with quotas: test/fix/lost-settings.test.ts',
};
