# Who signs in: the stack's own user pool, unless another OIDC issuer is given.

module "user_pool" {
  source   = "../modules/user_pool"
  for_each = var.auth.oidc == null ? toset(["own"]) : toset([])

  name                = local.prefix
  domain              = "${local.prefix}-${local.account_id}"
  resource_server     = "inlet"
  open_sign_up        = var.auth.open_sign_up
  callback_urls       = var.auth.callback_urls
  logout_urls         = var.auth.logout_urls
  deletion_protection = var.deletion_protection
}

locals {
  user_pool = one(values(module.user_pool))

  tokens = var.auth.oidc != null ? var.auth.oidc : {
    issuer    = local.user_pool.issuer
    audience  = local.user_pool.client_id
    scope     = local.user_pool.scope
    client_id = local.user_pool.client_id

    operators_claim = local.user_pool.operators.claim
    operators_value = local.user_pool.operators.value

    jwks_url = join("/", [
      var.auth.keys_url == null ? local.user_pool.issuer : "${var.auth.keys_url}/${local.user_pool.id}",
      ".well-known/jwks.json",
    ])
  }

  sign_in_url = local.user_pool == null ? null : coalesce(var.auth.sign_in_url, local.user_pool.sign_in_url)

  # What the API tells clients. Of another issuer they read the endpoints themselves, from its own metadata.
  sign_in = {
    client_id = local.tokens.client_id
    scopes    = concat(["openid"], var.auth.oidc == null ? ["email"] : [], [local.tokens.scope])
    endpoints = {
      for name, path in { authorization = "authorize", token = "token", revocation = "revoke" } :
      name => local.sign_in_url == null ? "" : "${local.sign_in_url}/oauth2/${path}"
    }
  }
}
