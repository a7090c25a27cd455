import {known, type MountPoint, unknown} from '../../src/answers/index.js';
import {parseAccounts} from '../../src/facts/index.js';
import type {ContainerExample} from '../../src/rules/rule.js';
import {etcSensitivity, exampleMount, exampleProcess, rootProcess} from '../../src/rules/shared/examples.js';
import {own} from '../../src/terminal/safe-text.js';
import type {BenchView} from './docker-bench.js';

export type Row = {
	readonly name: string;
	/** Laid over a container with which nothing is wrong. */
	readonly example: ContainerExample;
	/** CIS ids that fail. */
	readonly fails?: readonly string[];
	/** Ids that neither fail nor pass. */
	readonly other?: Readonly<Record<string, 'info' | 'unknown' | 'not-applicable'>>;
	/** Ids on which docker-bench says something else, and why it errs. */
	readonly benchErrs?: Readonly<Record<string, string>>;
	readonly bench?: BenchView;
};

const id = (letter: string) => letter.repeat(64);
const port = (address: string, hostPort: string, inside = '8080/tcp'): ContainerExample => ({
	HostConfig: {PortBindings: {[inside]: [{HostIp: address, HostPort: hostPort}]}},
	NetworkSettings: {Ports: {[inside]: [{HostIp: address, HostPort: hostPort}]}},
});
const bind = (source: string, destination: string, writable: boolean): ContainerExample => ({
	Mounts: [
		{Type: 'bind', Source: source, Destination: destination, Mode: writable ? '' : 'ro', RW: writable, Propagation: 'rprivate'},
	],
});
const volume = (name: string, destination: string): MountPoint => ({
	Type: 'volume',
	Name: name,
	Source: `/var/lib/docker/volumes/${name}/_data`,
	Destination: destination,
	Driver: 'local',
	Mode: 'z',
	RW: true,
	Propagation: '',
});
const restart = (Name: string, MaximumRetryCount = 0): ContainerExample => ({
	HostConfig: {RestartPolicy: {Name, MaximumRetryCount}},
});
const options = (...SecurityOpt: string[]): ContainerExample => ({HostConfig: {SecurityOpt}});
const remapped = {SecurityOptions: ['name=seccomp,profile=builtin', 'name=userns']};
const stopped: ContainerExample = {
	State: {Status: 'exited', Running: false, Pid: 0},
	facts: {processes: unknown('engine:/top', 'it does not run')},
};
const notRunning = {'5.7': 'unknown', '5.23': 'not-applicable', '5.24': 'not-applicable'} as const;
const accounts = known(parseAccounts('root:x:0:0:::\ntoor:x:0:0:::\napp:x:1000:1001:::\n'));
const nothingPublished = 'not applicable on the network of the host: it counts that as passed';

/** Containers that differ in one thing each, with every quirk of the checks. The engine has neither AppArmor nor SELinux. */
export const fleet: readonly Row[] = [
	{name: 'hardened', example: {}},
	{
		name: 'plain docker run',
		example: {
			Config: {User: '', Healthcheck: null},
			State: {Health: null},
			HostConfig: {Memory: 0, NanoCpus: 0, PidsLimit: null, ReadonlyRootfs: false, SecurityOpt: null, NetworkMode: 'default'},
			NetworkSettings: {Networks: {bridge: {NetworkID: id('b')}}},
			facts: {processes: known([rootProcess('web')])},
		},
		fails: ['4.1', '5.11', '5.12', '5.13', '5.26', '5.27', '5.29', '5.30'],
	},

	// Who it runs as
	{name: 'user 0:0', example: {Config: {User: '0:0'}}, fails: ['4.1'], benchErrs: {'4.1': 'compares with 0 and root alone'}},
	{
		name: 'user root:root',
		example: {Config: {User: 'root:root'}},
		fails: ['4.1'],
		benchErrs: {'4.1': 'compares with 0 and root alone'},
	},
	{name: 'user 00', example: {Config: {User: '00'}}, fails: ['4.1'], benchErrs: {'4.1': 'compares text, not the number'}},
	{
		name: 'user toor, whose processes are root',
		example: {Config: {User: 'toor'}, facts: {processes: known([rootProcess('web')])}},
		fails: ['4.1'],
		benchErrs: {'4.1': 'a second name of uid 0'},
	},
	{
		name: 'user www-data, seen to be uid 33',
		example: {Config: {User: 'www-data'}, facts: {processes: known([exampleProcess('web', {uid: 33, gid: 33})])}},
	},
	{
		name: 'stopped, user toor, whom the passwd file of the image has as uid 0',
		example: {...stopped, Config: {User: 'toor'}, imageFacts: {accounts}},
		fails: ['4.1'],
		other: notRunning,
		bench: {listed: false},
	},
	{
		name: 'stopped, user app:staff, whom the passwd file of the image has as uid 1000',
		example: {...stopped, Config: {User: 'app:staff'}, imageFacts: {accounts}},
		other: notRunning,
		bench: {listed: false},
	},
	{
		name: 'created, user ghost, who is not in the passwd file of the image',
		example: {...stopped, Config: {User: 'ghost'}, imageFacts: {accounts}},
		other: {'4.1': 'unknown', ...notRunning},
		bench: {listed: false},
	},
	{
		name: 'user :1000, a group alone',
		example: {Config: {User: ':1000'}},
		fails: ['4.1'],
		benchErrs: {'4.1': 'compares with 0 and root alone'},
	},
	{
		name: 'root that has dropped to another user',
		example: {Config: {User: ''}, facts: {processes: known([exampleProcess('web')])}},
		fails: ['4.1'],
	},

	// Capabilities and privileged
	{
		name: 'privileged',
		example: {
			HostConfig: {Privileged: true, MaskedPaths: null, ReadonlyPaths: null, SecurityOpt: ['no-new-privileges', 'label=disable']},
		},
		fails: ['5.4', '5.5', '5.18', '5.22'],
		benchErrs: {'5.4': 'CapAdd is null', '5.18': 'Devices is empty', '5.22': 'no option says unconfined'},
	},
	{name: 'SYS_ADMIN added', example: {HostConfig: {CapAdd: ['SYS_ADMIN']}}, fails: ['5.4']},
	{name: 'CAP_SYS_PTRACE added', example: {HostConfig: {CapAdd: ['CAP_SYS_PTRACE']}}, fails: ['5.4']},
	{name: 'ALL added', example: {HostConfig: {CapAdd: ['ALL']}}, fails: ['5.4']},
	{name: 'NET_ADMIN added and dropped', example: {HostConfig: {CapAdd: ['NET_ADMIN'], CapDrop: ['NET_ADMIN']}}, fails: ['5.4']},
	{name: 'default capability added', example: {HostConfig: {CapDrop: ['ALL'], CapAdd: ['CAP_CHOWN']}}},

	// Namespaces
	{
		name: 'host network',
		example: {HostConfig: {NetworkMode: 'host'}, NetworkSettings: {Networks: {host: {NetworkID: ''}}}},
		fails: ['5.10'],
		other: {'5.8': 'not-applicable', '5.9': 'info', '5.14': 'not-applicable'},
		benchErrs: {'5.8': nothingPublished, '5.14': nothingPublished},
	},
	{
		name: 'host network through another container',
		example: {
			HostConfig: {NetworkMode: `container:${id('a')}`},
			NetworkSettings: {Networks: {}},
			others: [{Id: id('a'), Name: '/router', HostConfig: {NetworkMode: 'host'}}],
		},
		fails: ['5.10'],
		other: {'5.8': 'not-applicable', '5.9': 'info', '5.14': 'not-applicable'},
		benchErrs: {'5.8': nothingPublished, '5.10': 'looks one step far', '5.14': nothingPublished},
	},
	{
		name: 'host pid',
		example: {HostConfig: {PidMode: 'host', SecurityOpt: ['no-new-privileges', 'label=disable']}},
		fails: ['5.16'],
	},
	{
		name: 'host pid through another container',
		example: {
			HostConfig: {PidMode: `container:${id('a')}`},
			others: [{Id: id('a'), Name: '/monitor', HostConfig: {PidMode: 'host'}}],
		},
		fails: ['5.16'],
		benchErrs: {'5.16': 'looks one step far'},
	},
	{name: 'host ipc', example: {HostConfig: {IpcMode: 'host'}}, fails: ['5.17']},
	{
		name: 'host ipc through another container',
		example: {HostConfig: {IpcMode: `container:${id('a')}`}, others: [{Id: id('a'), Name: '/x', HostConfig: {IpcMode: 'host'}}]},
		fails: ['5.17'],
		benchErrs: {'5.17': 'looks one step far'},
	},
	{
		name: 'pid of a container that is not visible',
		example: {HostConfig: {PidMode: `container:${id('e')}`}},
		other: {'5.16': 'unknown'},
		benchErrs: {'5.16': 'passes what it cannot see'},
	},
	{name: 'host uts', example: {HostConfig: {UTSMode: 'host'}}, fails: ['5.21']},
	{
		name: 'userns host where nothing is remapped',
		example: {HostConfig: {UsernsMode: 'host'}},
		other: {'5.31': 'info'},
		benchErrs: {'5.31': 'there is nothing to opt out of'},
	},
	{
		name: 'userns host under a remapping engine',
		example: {HostConfig: {UsernsMode: 'host'}, engineInfo: remapped},
		fails: ['5.31'],
	},

	// Mounts
	{name: '/etc rw', example: bind('/etc', '/host/etc', true), fails: ['5.6']},
	{
		name: '/etc ro',
		example: bind('/etc', '/host/etc', false),
		fails: ['5.6'],
		benchErrs: {'5.6': 'read-only shadow is readable'},
	},
	{name: '/etc/shadow ro', example: bind('/etc/shadow', '/s', false), fails: ['5.6'], benchErrs: {'5.6': 'knows no paths below'}},
	{name: '/root rw', example: bind('/root', '/r', true), fails: ['5.6'], benchErrs: {'5.6': 'not on its list'}},
	{
		name: '/var/lib/docker ro',
		example: bind('/var/lib/docker', '/d', false),
		fails: ['5.6'],
		benchErrs: {'5.6': 'not on its list'},
	},
	{
		name: '/etc ro beside a volume rw',
		example: {Mounts: [...(bind('/etc', '/e', false).Mounts ?? []), volume('data', '/data')]},
		fails: ['5.6'],
	},
	{
		name: 'harmless ro bind at /etc beside a volume rw',
		example: {Mounts: [...(bind('/srv/conf', '/etc', false).Mounts ?? []), volume('data', '/data')]},
		benchErrs: {'5.6': 'matches the destination, and the rw of another mount'},
	},
	{name: 'volume at /usr', example: {Mounts: [volume('share', '/usr')]}, benchErrs: {'5.6': 'matches the destination'}},
	{
		name: 'volume that binds /etc',
		example: {
			Mounts: [volume('cfg', '/cfg')],
			HostConfig: {
				Mounts: [
					{
						Type: 'volume',
						Source: 'cfg',
						Target: '/cfg',
						VolumeOptions: {DriverConfig: {Name: 'local', Options: {type: 'none', o: 'bind', device: '/etc'}}},
					},
				],
			},
		},
		fails: ['5.6'],
		benchErrs: {'5.6': 'sees the path of the volume alone'},
	},
	{
		name: 'symlink to /etc',
		example: {
			...bind('/srv/current', '/app', true),
			facts: {
				mounts: [
					exampleMount({
						source: own('/srv/current'),
						realSource: own('/etc'),
						resolvedThrough: 'symlink',
						destination: own('/app'),
						sensitivity: etcSensitivity,
					}),
				],
			},
		},
		fails: ['5.6'],
		benchErrs: {'5.6': 'does not follow links'},
	},
	{
		name: 'rshared bind',
		example: {Mounts: [{Type: 'bind', Source: '/srv/a', Destination: '/a', RW: true, Propagation: 'rshared'}]},
		fails: ['5.20'],
	},
	{
		name: 'rslave bind',
		example: {Mounts: [{Type: 'bind', Source: '/srv/a', Destination: '/a', RW: true, Propagation: 'rslave'}]},
	},

	// Sockets of runtimes
	{
		name: 'docker.sock',
		example: bind('/var/run/docker.sock', '/var/run/docker.sock', true),
		fails: ['5.32'],
	},
	{
		name: '/var/run ro',
		example: bind('/var/run', '/host-run', false),
		fails: ['5.6', '5.32'],
		benchErrs: {'5.6': 'not on its list', '5.32': 'the socket lies below'},
	},
	{
		name: '/ ro',
		example: bind('/', '/host', false),
		fails: ['5.6', '5.32'],
		benchErrs: {'5.6': 'read-only shadow is readable', '5.32': 'the socket lies below'},
	},
	{
		name: 'containerd.sock',
		example: bind('/run/containerd/containerd.sock', '/c.sock', true),
		fails: ['5.6', '5.32'],
		benchErrs: {'5.6': 'not on its list', '5.32': 'knows docker.sock alone'},
	},
	{
		name: 'other file mounted as docker.sock',
		example: bind('/srv/fake', '/var/run/docker.sock', true),
		benchErrs: {'5.32': 'matches the destination'},
	},

	// Ports
	{name: '127.0.0.1:8080', example: port('127.0.0.1', '8080'), other: {'5.9': 'info'}},
	{name: '0.0.0.0:80', example: port('0.0.0.0', '80'), fails: ['5.8', '5.14'], other: {'5.9': 'info'}},
	{
		name: '[::]:82',
		example: port('::', '82'),
		fails: ['5.8', '5.14'],
		other: {'5.9': 'info'},
		benchErrs: {'5.8': 'cuts at colons', '5.14': 'knows 0.0.0.0 alone'},
	},
	{
		name: '127.0.0.1:1024',
		example: port('127.0.0.1', '1024'),
		other: {'5.9': 'info'},
		benchErrs: {'5.8': '1024 is not privileged'},
	},
	{name: '127.0.0.1:1023', example: port('127.0.0.1', '1023'), fails: ['5.8'], other: {'5.9': 'info'}},
	{name: 'a certain address', example: port('192.0.2.7', '8080'), other: {'5.9': 'info'}},

	// Limits
	{
		name: 'cpu quota',
		example: {HostConfig: {NanoCpus: 0, CpuQuota: 50_000, CpuPeriod: 100_000}},
		benchErrs: {'5.12': 'knows shares and --cpus alone'},
	},
	{
		name: 'cpu shares 1024',
		example: {HostConfig: {NanoCpus: 0, CpuShares: 1024}},
		fails: ['5.12'],
		benchErrs: {'5.12': '1024 is the default'},
	},
	{name: 'cpu shares 512', example: {HostConfig: {NanoCpus: 0, CpuShares: 512}}},
	{
		name: 'cpuset 0 of 4',
		example: {HostConfig: {NanoCpus: 0, CpusetCpus: '0'}},
		benchErrs: {'5.12': 'knows shares and --cpus alone'},
	},
	{name: 'memory reservation alone', example: {HostConfig: {Memory: 0, MemoryReservation: 100_000_000}}, fails: ['5.11']},
	{name: 'pids -1', example: {HostConfig: {PidsLimit: -1}}, fails: ['5.29']},
	{name: 'pids 0', example: {HostConfig: {PidsLimit: 0}}, fails: ['5.29']},
	{
		name: 'ulimit nofile',
		example: {HostConfig: {Ulimits: [{Name: 'nofile', Soft: 1024, Hard: 2048}]}},
		other: {'5.19': 'info'},
		benchErrs: {'5.19': 'praises what it should list'},
	},
	{
		name: 'ulimit without end',
		example: {HostConfig: {Ulimits: [{Name: 'nproc', Soft: -1, Hard: -1}]}},
		fails: ['5.19'],
		benchErrs: {'5.19': 'praises what it should list'},
	},

	// Restart
	{name: 'restart always', example: restart('always'), fails: ['5.15'], benchErrs: {'5.15': 'looks at the count alone'}},
	{
		name: 'restart unless-stopped',
		example: restart('unless-stopped'),
		fails: ['5.15'],
		benchErrs: {'5.15': 'looks at the count alone'},
	},
	{name: 'restart on-failure', example: restart('on-failure'), fails: ['5.15'], benchErrs: {'5.15': 'no count means no end'}},
	{name: 'restart on-failure:5', example: restart('on-failure', 5)},
	{name: 'restart on-failure:10', example: restart('on-failure', 10), fails: ['5.15']},

	// Devices
	{
		name: 'device rule b *:*',
		example: {HostConfig: {DeviceCgroupRules: ['b *:* rwm']}},
		fails: ['5.18'],
		benchErrs: {'5.18': 'looks at Devices alone'},
	},
	{
		name: 'device /dev/fuse',
		example: {HostConfig: {Devices: [{PathOnHost: '/dev/fuse', PathInContainer: '/dev/fuse', CgroupPermissions: 'rwm'}]}},
		fails: ['5.18'],
	},
	{
		name: 'gpu',
		example: {HostConfig: {DeviceRequests: [{Driver: '', Count: -1, Capabilities: [['gpu']]}]}},
		fails: ['5.18'],
		benchErrs: {'5.18': 'looks at Devices alone'},
	},
	{
		name: '/dev rw',
		example: bind('/dev', '/host/dev', true),
		fails: ['5.6', '5.18'],
		benchErrs: {'5.18': 'looks at Devices alone'},
	},

	// Security options
	{name: 'seccomp=unconfined', example: options('no-new-privileges', 'seccomp=unconfined'), fails: ['5.22']},
	{name: 'seccomp:unconfined', example: options('no-new-privileges', 'seccomp:unconfined'), fails: ['5.22']},
	{
		name: 'seccomp profile that allows all',
		example: options('no-new-privileges', 'seccomp={"defaultAction":"SCMP_ACT_ALLOW"}'),
		fails: ['5.22'],
		benchErrs: {'5.22': 'does not read profiles'},
	},
	{
		name: 'engine without seccomp',
		example: {engineInfo: {SecurityOptions: ['name=seccomp,profile=unconfined']}},
		fails: ['5.22'],
		benchErrs: {'5.22': 'looks at the options of the container alone'},
	},
	{
		name: 'no-new-privileges:false',
		example: options('no-new-privileges:false'),
		fails: ['5.26'],
		benchErrs: {'5.26': 'reads the name, not the value'},
	},
	{name: 'no-new-privileges=true', example: options('no-new-privileges=true')},
	{name: 'no-new-privileges=1', example: options('no-new-privileges=1')},
	{name: 'no-new-privileges:T', example: options('no-new-privileges:T')},
	{
		name: 'no-new-privileges:0',
		example: options('no-new-privileges:0'),
		fails: ['5.26'],
		benchErrs: {'5.26': 'reads the name, not the value'},
	},
	{name: 'no-new-privileges missing', example: options('label=type:web_t'), fails: ['5.26']},
	{
		name: 'no-new-privileges of the engine',
		example: {
			HostConfig: {SecurityOpt: null},
			engineInfo: {SecurityOptions: ['name=seccomp,profile=builtin', 'name=no-new-privileges']},
		},
		bench: {daemonMentionsNoNewPrivileges: true},
	},
	{
		name: 'command line that mentions dockerd --no-new-privileges',
		example: {HostConfig: {SecurityOpt: null}, Path: 'sh', Args: ['-c', 'sleep 1; : dockerd --no-new-privileges']},
		fails: ['5.26'],
		bench: {daemonMentionsNoNewPrivileges: true},
		benchErrs: {'5.26': 'takes the command line of any process for that of the daemon'},
	},

	// Processes
	{
		name: 'sshd',
		example: {Path: '/usr/sbin/sshd', Args: ['-D'], facts: {processes: known([exampleProcess('sshd')])}},
		fails: ['5.7'],
		bench: {ps: ['sshd']},
	},
	{
		name: 'argument that says sshd',
		example: {facts: {processes: known([exampleProcess('web', {args: own('web --banner sshd')})])}},
		bench: {ps: ['web --banner sshd']},
		benchErrs: {'5.7': 'matches arguments'},
	},
	{
		name: 'dropbear in an image without ps',
		example: {facts: {processes: known([exampleProcess('dropbear')])}},
		fails: ['5.7'],
		bench: {ps: null},
		benchErrs: {'5.7': 'passes what it cannot see'},
	},
	{
		name: 'paused sshd',
		example: {State: {Status: 'paused', Running: true, Paused: true}, facts: {processes: known([exampleProcess('sshd')])}},
		fails: ['5.7'],
		bench: {ps: null},
		benchErrs: {'5.7': 'passes what it cannot see'},
	},
	{
		name: 'sshd of the host seen through host pid',
		example: {HostConfig: {PidMode: 'host'}},
		fails: ['5.16'],
		bench: {ps: ['web', 'sshd']},
		benchErrs: {'5.7': 'counts processes of others'},
	},

	// The rest
	{name: 'cgroup parent', example: {HostConfig: {CgroupParent: '/batch'}}, fails: ['5.25']},
	{name: 'HEALTHCHECK NONE', example: {Config: {Healthcheck: {Test: ['NONE']}}, State: {Health: null}}, fails: ['5.27']},
	{
		name: 'default bridge',
		example: {HostConfig: {NetworkMode: 'bridge'}, NetworkSettings: {Networks: {bridge: {NetworkID: id('b')}}}},
		fails: ['5.30'],
	},
	{name: 'tag that has moved', example: {image: {RepoTags: []}}, fails: ['5.28']},
	{
		name: 'stopped, privileged, restart always',
		example: {
			State: {Status: 'exited', Running: false, Pid: 0, Health: null},
			HostConfig: {
				Privileged: true,
				MaskedPaths: null,
				ReadonlyPaths: null,
				RestartPolicy: {Name: 'always', MaximumRetryCount: 0},
			},
			facts: {processes: {known: false, reason: {source: 'engine:/top', reason: 'it is not running'}}},
		},
		fails: ['5.4', '5.5', '5.15', '5.18', '5.22'],
		other: {'5.7': 'unknown', '5.23': 'not-applicable', '5.24': 'not-applicable'},
		bench: {listed: false},
	},
	{
		name: 'stopped, published on every address',
		example: {
			State: {Status: 'exited', Running: false, Pid: 0, Health: null},
			HostConfig: {PortBindings: {'80/tcp': [{HostIp: '', HostPort: '80'}]}},
			NetworkSettings: {Ports: {}, Networks: {shop: {NetworkID: ''}}},
			facts: {processes: {known: false, reason: {source: 'engine:/top', reason: 'it is not running'}}},
		},
		fails: ['5.8', '5.14'],
		other: {'5.7': 'unknown', '5.9': 'info', '5.23': 'not-applicable', '5.24': 'not-applicable'},
		bench: {listed: false},
	},
];
