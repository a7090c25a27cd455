import type {MountPoint} from '../../../../src/base/answers/index.js';
import {trusted} from '../../../../src/base/text/safe-text.js';
import {etcSensitivity, exampleMount} from '../../../../src/judge/rules/shared/examples.js';
import {bind, type Row, row} from './row.js';

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
	row('/etc rw', '5.6', bind('/etc', '/host/etc', true)),
	row('/etc ro', '5.6', bind('/etc', '/host/etc', false), {benchErrs: {'5.6': 'read-only shadow is readable'}}),
	row('/etc/shadow ro', '5.6', bind('/etc/shadow', '/s', false), {benchErrs: {'5.6': 'misses paths below it'}}),
	row('/root rw', '5.6', bind('/root', '/r', true), {benchErrs: {'5.6': 'not on its list'}}),
	row('/var/lib/docker ro', '5.6', bind('/var/lib/docker', '/d', false), {benchErrs: {'5.6': 'not on its list'}}),
	row('/etc ro next to a rw volume', '5.6', {Mounts: [...(bind('/etc', '/e', false).Mounts ?? []), volume('data', '/data')]}),
	row(
		'harmless ro bind at /etc next to a rw volume',
		'',
		{Mounts: [...(bind('/srv/conf', '/etc', false).Mounts ?? []), volume('data', '/data')]},
		{benchErrs: {'5.6': 'matches the destination, and the rw of another mount'}},
	),
	row('volume at /usr', '', {Mounts: [volume('share', '/usr')]}, {benchErrs: {'5.6': 'matches the destination'}}),
	row(
		'volume that binds /etc',
		'5.6',
		{
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
		{benchErrs: {'5.6': 'sees only the path of the volume'}},
	),
	row(
		'symlink to /etc',
		'5.6',
		{
			...bind('/srv/current', '/app', true),
			facts: {
				mounts: [
					exampleMount({
						source: trusted('/srv/current'),
						realSource: trusted('/etc'),
						resolvedThrough: 'symlink',
						destination: trusted('/app'),
						sensitivity: etcSensitivity,
					}),
				],
			},
		},
		{benchErrs: {'5.6': 'does not follow links'}},
	),
	row('rshared bind', '5.20', {Mounts: [{Type: 'bind', Source: '/srv/a', Destination: '/a', RW: true, Propagation: 'rshared'}]}),
	row('rslave bind', '', {Mounts: [{Type: 'bind', Source: '/srv/a', Destination: '/a', RW: true, Propagation: 'rslave'}]}),

	// Sockets of runtimes
	row('docker.sock', '5.32', bind('/var/run/docker.sock', '/var/run/docker.sock', true)),
	row('/var/run ro', '5.6 5.32', bind('/var/run', '/host-run', false), {
		benchErrs: {'5.6': 'not on its list', '5.32': 'the socket is below it'},
	}),
	row('/ ro', '5.6 5.32', bind('/', '/host', false), {
		benchErrs: {'5.6': 'read-only shadow is readable', '5.32': 'the socket is below it'},
	}),
	row('containerd.sock', '5.6 5.32', bind('/run/containerd/containerd.sock', '/c.sock', true), {
		benchErrs: {'5.6': 'not on its list', '5.32': 'knows only docker.sock'},
	}),
	// An inspect has no type of a source, and an engine makes a directory of a missing one without leaving a trace of it in the answer. What
	// is mounted where programs look for the socket is the socket, until someone has looked at the source and seen that it is none.
	row('an unseen source mounted as docker.sock', '5.32', bind('/srv/fake', '/var/run/docker.sock', true)),
	row(
		'a directory, seen as one, mounted as docker.sock',
		'',
		{
			...bind('/srv/fake', '/var/run/docker.sock', true),
			host: {sources: {'/srv/fake': {kind: 'directory', runtimeSocket: null, socket: null, doubt: null}}},
		},
		{benchErrs: {'5.32': 'matches the destination'}},
	),
];
