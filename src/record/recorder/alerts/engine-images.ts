/** Whether a container is of Falco's own images: what another one writes is no alert unless the user names it. @source falco.org/docs/setup/container: `falcosecurity/falco`, `…/falco-no-driver` */
export const isFalco = (image: string): boolean =>
	/(?:^|\/)falcosecurity\/falco(?:-no-driver|-distroless|-debian)?(?:[:@]|$)/.test(image);

/** @source tetragon.io/docs/installation/container: `quay.io/cilium/tetragon`, `…/tetragon-ci` */
export const isTetragon = (image: string): boolean => /(?:^|\/)cilium\/tetragon(?:-ci)?(?:[:@]|$)/.test(image);
