import type { VariantKind } from '../plan/variants/valueVariants';

/** In the order that they are shown in. */
export const variantKinds = ['generic', 'common', 'rare', 'median', 'given'] as const satisfies readonly VariantKind[];
