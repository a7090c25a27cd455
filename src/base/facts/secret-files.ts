import {isWithin} from './host-paths.js';
import {HOME_SECRETS} from './sensitive-paths.js';

/** Directories of credentials, canonical; those of homes are matched by pattern. */
const PLACES: readonly string[] = [
	'/etc/kubernetes',
	'/etc/letsencrypt',
	'/etc/openvpn',
	'/etc/pki/tls/private',
	'/etc/rancher',
	'/etc/ssh',
	'/etc/ssl/private',
	'/etc/wireguard',
	'/run/secrets',
	'/var/lib/kubelet',
	'/var/lib/rancher',
];

/** Whether who may read the credentials in this directory is better asked of their files. */
export const holdsSecretFiles = (path: string): boolean =>
	PLACES.some(place => isWithin(path, place)) || HOME_SECRETS.some(({pattern, read}) => read !== null && pattern.test(path));

/** Public halves, certificates and settings lie next to keys, open to everyone. */
const PUBLIC_OF_SSH = /^(known_hosts.*|authorized_keys.*|config|rc|environment|.*\.pub|ssh_config|sshd_config|moduli|.*\.d)$/;

const SECRET =
	/(^|[-_.])key$|key\.pem$|^privkey\d*\.pem$|\.(p12|pfx|jks|kdbx|ovpn)$|kubeconfig|^(admin|super-admin|kubelet|scheduler|controller-manager)\.conf$|^(k3s|rke2)\.yaml$|^wg.*\.conf$|^(config|config\.json|credentials|credentials\.db|access_tokens\.json|application_default_credentials\.json|hosts\.yml|auth\.json|rclone\.conf|token|\.vault-token)$/;

/** Whether a file in such a directory is a secret by its name. @param path  on the host */
export function isSecretFile(path: string): boolean {
	const name = path.slice(path.lastIndexOf('/') + 1);
	return /\/\.ssh\//.test(path) ? !PUBLIC_OF_SSH.test(name) : SECRET.test(name);
}
