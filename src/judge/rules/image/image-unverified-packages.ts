import {cisIds, defineRule} from '../rule.js';
import {judgeSteps, runsCommands} from './shared/steps.js';

/** Options by which apt, apk, yum, pip, npm and friends stop to verify signatures or certificates. */
const UNVERIFIED =
	/--allow-unauthenticated|--force-yes|--allow-untrusted|--nogpgcheck|--nosignature|--nodigest|(?:APT::Get::AllowUnauthenticated|Acquire::Allow(?:Downgrade(?:To|From))?InsecureRepositories|Acquire::AllowWeakRepositories)["']?[= ]["']?(?:1|true|yes)|--no-gpg-checks|--trusted-host\b|\[[^\][]{0,200}trusted=yes|strict-ssl[ =]+false|http\.sslVerify[ =]+false|GIT_SSL_NO_VERIFY=|NODE_TLS_REJECT_UNAUTHORIZED=0|PYTHONHTTPSVERIFY=0|gpgcheck=0/;

export default defineRule({
	slug: 'image-unverified-packages',
	title: 'Image build disables package verification',
	cis: cisIds('4.11'),
	severity: 'medium',
	target: 'image',
	rationale: 'Packages are accepted from anyone who answers: a poisoned mirror or network can inject code into the image.',
	references: ['apt-secure(8)', 'https://pip.pypa.io/en/stable/topics/secure-installs/'],

	check: ({image}) => judgeSteps(image, step => runsCommands(step) && UNVERIFIED.test(step.instruction)),

	remedy: () => ({
		text: "Add the repository's key instead, and remove the option.",
		mayBreak: 'Repositories without signatures.',
	}),

	examples: {
		bad: {history: [{CreatedBy: 'RUN /bin/sh -c apt-get install -y --allow-unauthenticated tool # buildkit'}]},
		good: {history: [{CreatedBy: 'RUN /bin/sh -c apt-get install -y tool # buildkit'}]},
	},
});
