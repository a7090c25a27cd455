import type {MountPoint} from '../../../src/answers/index.js';
import {etcSensitivity, exampleMount} from '../../../src/rules/shared/examples.js';
import {own} from '../../../src/terminal/safe-text.js';
import {bind, type Row} from './row.js';

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

/** Mounts, and the sockets of runtimes. */
export const mounts: readonly Row[] = [
	// Mounts
	{name: '/etc rw', example: bind('/etc', '/host/etc', true), fails: ['5.6']},
	{
		name: '/etc ro',
		example: bind('/etc', '/host/etc', false),
		fails: ['5.6'],
		benchErrs: {'5.6': 'read-only shadow is readable'},
	},
	{
		name: '/etc/shadow ro',
		example: bind('/etc/shadow', '/s', false),
		fails: ['5.6'],
		benchErrs: {'5.6': 'misses paths below it'},
	},
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
		benchErrs: {'5.6': 'sees only the path of the volume'},
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
		benchErrs: {'5.6': 'not on its list', '5.32': 'the socket is below it'},
	},
	{
		name: '/ ro',
		example: bind('/', '/host', false),
		fails: ['5.6', '5.32'],
		benchErrs: {'5.6': 'read-only shadow is readable', '5.32': 'the socket is below it'},
	},
	{
		name: 'containerd.sock',
		example: bind('/run/containerd/containerd.sock', '/c.sock', true),
		fails: ['5.6', '5.32'],
		benchErrs: {'5.6': 'not on its list', '5.32': 'knows only docker.sock'},
	},
	// An inspect has no type of a source, and an engine makes a directory of a missing one without leaving a trace of it in the answer. What
	// is mounted where programs look for the socket is the socket, until somebody has looked at the source and seen that it is none.
	{
		name: 'a source that nobody looked at, mounted as docker.sock',
		example: bind('/srv/fake', '/var/run/docker.sock', true),
		fails: ['5.32'],
	},
	{
		name: 'a directory, seen as one, mounted as docker.sock',
		example: {
			...bind('/srv/fake', '/var/run/docker.sock', true),
			host: {sources: {'/srv/fake': {kind: 'directory', runtimeSocket: null, socket: null, doubt: null}}},
		},
		benchErrs: {'5.32': 'matches the destination'},
	},
];
