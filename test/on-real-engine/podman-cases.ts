import type {RoundTripCase} from './reconstruct-cases.js';

const split = (text: string): string[] => text.split(' ');

/**
 * What `podman create` accepts and its Docker API reports. `@pod` stands for the id of a pod, `@held` for that of one
 * with an infra container.
 */
export const podmanCases: readonly RoundTripCase[] = [
	{what: 'nothing at all', args: []},
	{
		what: 'quoting in env, label and command',
		args: ['--env', 'A=one\ntwo', '--env', 'B=\'$HOME\' `id` "x"', '--label', 'c=it\'s $(id)\n"', '--env', 'D=-x', '--env', 'E='],
		run: ['sh', '-c', 'echo "$A" \'q\'\n`id`', '--', '-n', ''],
	},
	{what: 'control and bidi characters', args: ['--env', 'A=\u001b[31m\u202e\u200b\t', '--label', 'b=\u0007é☃']},
	{what: 'env and labels of the image, one changed', args: ['--env', 'GIVEN=other', '--label', 'maker=me'], image: 'rich'},
	{what: 'volumes, ports, health check and user of the image', args: [], image: 'rich'},
	{
		what: 'binds with modes',
		args: split('-v named:/n:ro,Z -v /tmp:/t:ro,rslave -v nc:/nc:nocopy -v u:/u:U -v /usr:/x:ro,noexec'),
	},
	{what: 'binds that are shared, without devices', args: split('-v /tmp:/t:shared,nosuid,nodev -v vol:/v:noexec -v o:/o:O')},
	{what: 'an anonymous volume', args: split('-v /anonymous -v /second')},
	{what: 'an anonymous volume where the image has one', args: split('-v /data -v /data2'), image: 'rich'},
	{
		what: 'mounts in long form',
		args: split(
			'--mount type=bind,src=/usr,dst=/b,ro=true --mount type=volume,src=vv,dst=/v --mount type=tmpfs,dst=/t,tmpfs-size=1m,tmpfs-mode=1770',
		),
	},
	{
		what: 'tmpfs of every kind',
		args: split('--tmpfs /run --tmpfs /a:size=1m,mode=700,noexec --tmpfs /b:notmpcopyup --tmpfs /c:exec'),
	},
	{what: 'volumes of another container', args: split('--volumes-from anchor:ro')},
	{what: 'swap without a limit', args: split('--memory 64m --memory-swap -1')},
	{what: 'memory and swappiness', args: split('--memory 64m --memory-swap 96m --memory-reservation 32m --memory-swappiness 5')},
	{what: 'oom settings', args: split('--memory 32m --oom-kill-disable --oom-score-adj 500')},
	{what: 'cpu by count', args: split('--cpus 0.75 --cpuset-cpus 0 --cpu-shares 512')},
	{what: 'cpu by quota', args: split('--cpu-period 50000 --cpu-quota 25000 --cpuset-mems 0')},
	{what: 'pids, shm and ulimits', args: split('--pids-limit 64 --shm-size 128m --ulimit nofile=1024:2048 --ulimit core=0')},
	{what: 'pids without a limit', args: split('--pids-limit -1')},
	{what: 'block io', args: split('--device-read-bps /dev/null:1mb --device-write-iops /dev/null:100')},
	{
		what: 'a health check with odd text',
		args: ['--health-cmd', 'test "$A" = \'b\' || exit 1', ...split('--health-interval 7s --health-retries 9')],
	},
	{
		what: 'a health check in exec form',
		args: ['--health-cmd', '["check","$A b","\'c\'\\n"]', ...split('--health-start-period 5s')],
	},
	{what: 'a health check that looks like an array', args: ['--health-cmd', '["CMD-SHELL","[ -f x ]"]']},
	{what: 'a health check that looks like a keyword', args: ['--health-cmd', '["CMD-SHELL","cmd  with  blanks"]']},
	{what: 'no health check over the image’s', args: ['--no-healthcheck'], image: 'rich'},
	{
		what: 'one field of the image’s health check changed',
		args: split('--health-cmd true --health-retries 2 --health-interval 77s'),
		image: 'rich',
	},
	{what: 'a device', args: split('--device /dev/null:/dev/x --device /dev/zero')},
	{what: 'two networks with aliases', args: split('--network green --network blue:alias=one,alias=two')},
	{what: 'the default network beside another', args: split('--network podman --network blue')},
	{what: 'no network', args: split('--network none')},
	{what: 'the host’s network', args: split('--network host')},
	{what: 'a network in user mode', args: split('--network slirp4netns')},
	{
		what: 'the namespaces of a container',
		args: split('--network container:anchor --pid container:anchor --ipc container:anchor'),
	},
	{what: 'host namespaces', args: split('--pid host --ipc host --uts host')},
	{what: 'private ipc', args: split('--ipc private')},
	{
		what: 'ports with addresses and ranges',
		args: split('-p 8080:80 -p 127.0.0.1:53:53/udp -p [::1]:9000:90 -p 7000-7003:7000-7003 -p 99'),
	},
	{what: 'expose and publish all', args: split('--expose 1234 --expose 5000-5002/udp -P')},
	{
		what: 'names and servers',
		args: split('--dns 9.9.9.9 --dns-option ndots:2 --dns-search a.b --add-host up:1.2.3.4 --add-host six:fd00::1'),
	},
	{what: 'privileged', args: ['--privileged']},
	{what: 'privileged with a capability dropped', args: split('--privileged --cap-drop NET_RAW')},
	{what: 'all capabilities dropped, two added', args: split('--cap-drop all --cap-add NET_ADMIN --cap-add chown')},
	{what: 'all capabilities added', args: split('--cap-add all')},
	{
		what: 'security options',
		args: split('--security-opt no-new-privileges --security-opt seccomp=unconfined --security-opt label=user:me'),
	},
	{
		what: 'unmasked paths and no labels',
		args: split('--security-opt unmask=ALL --security-opt label=disable --security-opt apparmor=unconfined'),
	},
	{what: 'a read-only root', args: split('--read-only --tmpfs /tmp:exec')},
	{what: 'groups', args: split('--group-add nobody --group-add 1234')},
	{what: 'the groups of whoever runs it', args: split('--group-add keep-groups')},
	{what: 'the user namespace of the host', args: split('--userns host')},
	{what: 'a user namespace that keeps the id', args: split('--userns keep-id --user 1000:1000')},
	{what: 'user and working directory with a space', args: ['--user', '1000:1000', '--workdir', '/a b/$c']},
	{what: 'an emptied entrypoint', args: ['--entrypoint', ''], image: 'rich', run: ['sh', '-c', 'true']},
	{what: 'an entrypoint of several words', args: ['--entrypoint', '["sh","-c","echo \\"$0\\" \'x\'\\n"]'], run: ['a b', '$x']},
	{what: 'an entrypoint that looks like an array', args: ['--entrypoint', '["[\\"x\\"]"]'], image: 'rich', run: ['y']},
	{what: 'an entrypoint with a blank', args: ['--entrypoint', '/bin/a b'], image: 'rich', run: ['x', '$y']},
	{what: 'terminal, stdin, hostname', args: split('-it --hostname somebody')},
	{what: 'removed at its end', args: ['--rm']},
	{what: 'restart and stop', args: split('--restart on-failure:5 --stop-signal SIGQUIT --stop-timeout 0')},
	{what: 'no logs', args: split('--log-driver none')},
	{
		what: 'annotations and a cgroup parent',
		args: ['--annotation', 'a.b=c d', '--annotation', 'e=$(id)', '--cgroup-parent', '/own'],
	},
	{what: 'a pod', args: split('--pod @pod')},
	{what: 'a pod with a container that holds its namespaces', args: split('--pod @held')},
];
