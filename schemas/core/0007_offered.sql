-- SPDX-License-Identifier: MPL-2.0
-- What else of this kind is on sale: asked by each shopper's page.
CREATE INDEX core_item_offered ON core_item (category) WHERE state = 4;
