import {defineRule} from '../rule.js';
import {cisIds} from '../shared/cis-ids.js';
import {judgeSteps, runsCommands} from './shared/steps.js';

/** Options by which apt, apk, yum, pip, npm and friends stop to verify signatures or certificates. */
const UNVERIFIED =
	/--allow-unauthenticated|--force-yes|--allow-untrusted|--nogpgcheck|--nosignature|--nodigest|(?:APT::Get::AllowUnauthenticated|Acquire::Allow(?:Downgrade(?:To|From))?InsecureRepositories|Acquire::AllowWeakRepositories)["']?[= ]["']?(?:1|true|yes)|--no-gpg-checks|--trusted-host\b|\[[^\][]{0,200}trusted=yes|strict-ssl[ =]+false|http\.sslVerify[ =]+false|GIT_SSL_NO_VERIFY=|NODE_TLS_REJECT_UNAUTHORIZED=0|PYTHONHTTPSVERIFY=0|gpgcheck=0/;

export default defineRule({
	slug: 'image-unverified-packages',
	title: 'Building the image switched off the verification of packages',
	cis: cisIds('4.11'),
	severity: 'medium',
	target: 'image',
	rationale: 'Packages are taken from whoever answers: a poisoned mirror or network puts its own code into the image.',
	references: ['apt-secure(8)', 'https://pip.pypa.io/en/stable/topics/secure-installs/'],

	check: ({image}) => judgeSteps(image, step => runsCommands(step) && UNVERIFIED.test(step.instruction)),

	remedy: () => ({
		text: 'Add the key of the repository instead, and take the option away.',
		mayBreak: 'Repositories that sign nothing.',
	}),

	examples: {
		bad: {history: [{CreatedBy: 'RUN /bin/sh -c apt-get install -y --allow-unauthenticated tool # buildkit'}]},
		good: {history: [{CreatedBy: 'RUN /bin/sh -c apt-get install -y tool # buildkit'}]},
	},
});
