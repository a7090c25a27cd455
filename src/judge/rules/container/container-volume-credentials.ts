import {type ContainerFacts, trusted} from '../../../base/index.js';
import {defineRule, failAs, info} from '../rule.js';
import {exampleMount} from '../shared/examples.js';
import {mountEvidence, passesMounts, withoutMounts} from '../shared/judge-mounts.js';

const remote = ({mounts}: ContainerFacts) => mounts.filter(mount => mount.remote !== null);
const withPassword = (container: ContainerFacts) =>
	remote(container).filter(mount => /\bpass(word|wd)?\d?=/i.test(mount.remote ?? ''));

export default defineRule({
	slug: 'container-volume-credentials',
	title: 'Network share password in the volume options',
	cis: {},
	severity: 'medium',
	target: 'container',
	rationale: 'Anyone who can list volumes can read it and mount the same share.',
	references: ['mount.cifs(8), credentials', 'https://docs.docker.com/reference/cli/docker/volume/create/#opt'],

	check: scope => {
		const {container} = scope;
		const found = withPassword(container);
		if (found.length > 0)
			return failAs(
				{detail: `a password in the options of volume ${found.map(({volume}) => volume ?? '').join(', ')}`},
				...found.map(mount => mountEvidence(container, mount)),
			);
		const shares = remote(container);
		return shares.length === 0 ? passesMounts(scope) : info(...shares.map(mount => mountEvidence(container, mount)));
	},

	remedy: scope =>
		withoutMounts(
			scope,
			withPassword(scope.container),
			'In the volume options, use a credentials file that only root can read (credentials=/etc/…). Change the password.',
			'The volume must be recreated with the same name; its data stays on the share.',
		),

	examples: {
		bad: {
			Mounts: [{Type: 'volume', Name: 'share', Source: '/var/lib/docker/volumes/share/_data', Destination: '/share', RW: true}],
			facts: {
				mounts: [
					exampleMount({
						kind: 'volume',
						volume: trusted('share'),
						source: trusted('/var/lib/docker/volumes/share/_data'),
						realSource: trusted('/var/lib/docker/volumes/share/_data'),
						destination: trusted('/share'),
						remote: trusted('cifs username=backup,password=********'),
					}),
				],
			},
		},
		good: {
			Mounts: [{Type: 'volume', Name: 'data', Source: '/var/lib/docker/volumes/data/_data', Destination: '/data', RW: true}],
		},
	},
});
